package org.bootagent.packages;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bootagent.api.packages.Checksum;
import org.bootagent.api.packages.Release;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.packages.files.Durable;
import org.bootagent.wire.Json;

/**
 * Facts about a release that its tree does not show; kept in a file beside it.
 *
 * @param checksum of its package, as on the wire
 * @param format of its package, such as {@code deb}
 * @param configuration SHA-256 of the small files that are kept in an upgrade when they are changed, by path
 * @param executable relative to the release; null if there is none
 */
record ReleaseFacts(
        String version,
        String checksum,
        String format,
        AgentOptions options,
        Map<String, String> configuration,
        String executable) {
    ReleaseFacts {
        Objects.requireNonNull(version, "version");
        Checksum.parse(checksum);
        configuration = configuration == null ? Map.of() : Map.copyOf(configuration);
    }

    /** @throws IOException also if it is not what {@link #write} wrote */
    static ReleaseFacts read(Path file) throws IOException {
        return Json.MAPPER.readValue(Files.readAllBytes(file), ReleaseFacts.class);
    }

    void write(Path file) throws IOException {
        Durable.write(file, json());
    }

    Release release(String agent, Path directory) {
        List<String> program = executable == null
                ? List.of()
                : List.of(directory.resolve(executable).toString());
        return new Release(agent, version, Checksum.parse(checksum), directory, options, program);
    }

    private byte[] json() {
        try {
            return Json.MAPPER.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts can be written", e);
        }
    }
}
