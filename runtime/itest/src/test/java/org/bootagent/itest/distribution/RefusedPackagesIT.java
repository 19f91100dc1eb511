package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.bootagent.itest.BuildOutput;
import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A refused package leaves nothing behind, except the part of a download that the next try resumes. */
class RefusedPackagesIT {
    private static final String NAME = "refused";
    private static BooterAndHost site;
    private static Set<String> kept = Set.of();

    @BeforeAll
    static void open() {
        site = BooterAndHost.open("packages/retries = 1", "packages/retryDelayMillis = 10");
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(site.agent().agent(NAME).isMissingNode()).isTrue();
        assertThat(site.agent().home().resolve("agents")).isEmptyDirectory();
        assertThat(site.agent().home().resolve("tmp").toFile().list()).containsExactlyInAnyOrderElementsOf(kept);
        assertThat(Processes.livingIn(site.agent().home())).isEmpty();
    }

    @Test
    void wrongChecksum() {
        Path file = SamplePackage.daemon(NAME, "1.0.0").of(Format.DEB);
        var other = SamplePackage.checksum(SamplePackage.daemon(NAME, "2.0.0").of(Format.DEB));
        var job = install(site.booter().url() + "/packages/" + site.client().push(file), other);
        assertThat(job.path("errcode").asInt()).as(job.toString()).isEqualTo(106);
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"DEB", "RPM", "TAR_GZ", "ZIP"})
    void truncatedBeforeItWasPushed(Format format) throws IOException {
        byte[] whole = Files.readAllBytes(SamplePackage.daemon(NAME, "1.0.0").of(format));
        Path half = BuildOutput.scratch("half").resolve("half-" + format.name());
        Files.write(half, Arrays.copyOf(whole, whole.length * 2 / 3));
        var url = site.booter().url() + "/packages/" + site.client().push(half);
        var job = install(url, SamplePackage.checksum(half));
        assertThat(job.path("errcode").asInt()).as(job.toString()).isEqualTo(107);
    }

    @Test
    void brokenOffInTheMiddleEachTime() throws IOException {
        Path file = SamplePackage.daemon(NAME, "1.0.0").of(Format.RPM);
        kept = Set.of("_kept-" + SamplePackage.checksum(file).replaceFirst("^SHA256:", "") + ".part");
        try (var server = new StandInServer().torn("/torn.rpm", Files.readAllBytes(file))) {
            var job = install("http://" + server.address() + "/torn.rpm", SamplePackage.checksum(file));
            assertThat(server.requests("/torn.rpm")).isNotEmpty();
            assertThat(job.path("errcode").asInt()).as(job.toString()).isEqualTo(201);
        }
    }

    @Test
    void notThere() {
        var checksum =
                SamplePackage.checksum(SamplePackage.daemon(NAME, "1.0.0").of(Format.ZIP));
        var job = install(site.booter().url() + "/packages/nowhere.zip", checksum);
        assertThat(job.path("errcode").asInt()).as(job.toString()).isEqualTo(201);
    }

    @Test
    void endsAtOnce() {
        Path file = SamplePackage.broken(NAME, "1.0.0").of(Format.TAR_GZ);
        var job = site.job("install", NAME, Map.of("package", site.client().push(file)));
        assertThat(job.path("errcode").asInt()).as(job.toString()).isBetween(400, 499);
        assertThat(job.path("message").asText()).contains("cannot find its heart");
    }

    private static JsonNode install(String url, String checksum) {
        return site.job("install", NAME, Map.of("url", url, "checksum", checksum));
    }
}
