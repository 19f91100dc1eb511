package org.bootagent.job.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JarCheckTest {
    private static final byte[] GOOD = Jars.ping("1.0.0").bytes();

    @TempDir
    Path directory;

    @Test
    void tellsNameAndVersion() throws JobException {
        assertThat(check(GOOD)).isEqualTo(new JarFacts(Jars.PING, "1.0.0"));
        var singleton = Jars.bundle(Jars.PING + ";singleton:=true", "1.0.0.beta-1");
        assertThat(check(singleton.bytes())).isEqualTo(new JarFacts(Jars.PING, "1.0.0.beta-1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refuses(String what, byte[] jar, ErrorCode code) {
        var failure = catchThrowableOfType(JobException.class, () -> check(jar));
        assertThat(failure).isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
    }

    static Stream<Arguments> refuses() {
        var bad = ErrorCode.BAD_PACKAGE;
        var large = ErrorCode.PACKAGE_TOO_LARGE;
        return Stream.of(
                Arguments.of("nothing", new byte[0], bad),
                Arguments.of("no zip", "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8), bad),
                Arguments.of("no manifest", Jars.empty().entry("a", new byte[1]).bytes(), bad),
                Arguments.of("a manifest that comes late", late(), bad),
                Arguments.of(
                        "a plain jar", Jars.empty().header("Main-Class", "A").bytes(), bad),
                Arguments.of("a name that leads out", Jars.bundle("../a", "1").bytes(), bad),
                Arguments.of("no version", Jars.bundle("a", "one").bytes(), bad),
                Arguments.of(
                        "a fragment",
                        Jars.bundle("a", "1").header("Fragment-Host", "b").bytes(),
                        bad),
                Arguments.of(
                        "an old manifest",
                        Jars.bundle("a", "1")
                                .header("Bundle-ManifestVersion", "1")
                                .bytes(),
                        bad),
                Arguments.of(
                        "an entry above it",
                        Jars.ping("1").entry("../../etc/cron.d/x", new byte[1]).bytes(),
                        bad),
                Arguments.of(
                        "an absolute entry",
                        Jars.ping("1").entry("/etc/cron.d/x", new byte[1]).bytes(),
                        bad),
                Arguments.of(
                        "a backslash",
                        Jars.ping("1").entry("..\\x", new byte[1]).bytes(),
                        bad),
                Arguments.of("cut in the middle", Arrays.copyOf(GOOD, GOOD.length / 2), bad),
                Arguments.of("cut at its end", Arrays.copyOf(GOOD, GOOD.length - 10), bad),
                Arguments.of("a directory of many entries", changed(end -> end.putShort(10, (short) 0xffff)), large),
                Arguments.of("a directory that is long", changed(end -> end.putInt(12, Integer.MAX_VALUE)), large),
                Arguments.of(
                        "a long manifest",
                        Jars.bundle("a", "1").header("X", "x".repeat(2 << 20)).bytes(),
                        large),
                Arguments.of(
                        "a bomb",
                        Jars.ping("1").entry("bomb", new byte[(256 << 20) + 1]).bytes(),
                        large),
                Arguments.of("many entries", many(), large));
    }

    private static byte[] late() {
        return Jars.ping("1").entry("a", new byte[1]).entry("b", new byte[1]).bytesWithLateManifest();
    }

    private static byte[] many() {
        var jar = Jars.ping("1");
        for (int i = 0; i < JarCheck.MAX_ENTRIES; i++) {
            jar.entry(Integer.toString(i), new byte[0]);
        }
        return jar.bytes();
    }

    /** Returns the good jar with its end changed. */
    private static byte[] changed(Consumer<ByteBuffer> change) {
        byte[] jar = GOOD.clone();
        change.accept(ByteBuffer.wrap(jar, jar.length - 22, 22).slice().order(ByteOrder.LITTLE_ENDIAN));
        return jar;
    }

    private JarFacts check(byte[] jar) throws JobException {
        return JarCheck.check(Jars.write(directory.resolve("x.jar"), jar));
    }

    @ParameterizedTest
    @CsvSource({"org.example.job, true", "a-b.c_d, true", "_a, true", "-rf, false", "../a, false", "a..b, false"})
    void aNameIsFitForAFileAndNoOption(String name, boolean fit) {
        assertThat(JarFacts.isName(name)).isEqualTo(fit);
    }
}
