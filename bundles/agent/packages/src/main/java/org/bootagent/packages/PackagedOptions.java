package org.bootagent.packages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentParameters;
import org.bootagent.api.process.HealthParameters;
import org.bootagent.api.process.HookParameters;
import org.bootagent.packages.files.DiskErrors;
import org.bootagent.wire.Json;

/** {@code bootagent.json}: how a package wants its program to be run. */
record PackagedOptions(
        Object command,
        Map<String, String> env,
        Map<String, String> limits,
        String user,
        String workDir,
        String restart,
        String stopSignal,
        Double stopGrace,
        Boolean noNewPrivileges,
        HealthParameters health,
        List<String> after,
        HookParameters hooks,
        List<String> keep) {
    private static final String FILE = "bootagent.json";
    private static final long MAX_SIZE = 1 << 20;

    /**
     * The options of an unpacked package, or none.
     *
     * @param names that the package may have its directories under: the agent's and the package's
     * @throws JobException if there are some, and they are wrong
     */
    static AgentOptions read(Path root, List<String> names) throws JobException {
        for (Path file : places(root, names)) {
            if (isOfThePackage(root, file)) {
                return parse(root, file);
            }
        }
        return AgentOptions.NONE;
    }

    /** Returns whether the file belongs to the package, rather than to the host through a link. */
    private static boolean isOfThePackage(Path root, Path file) throws JobException {
        try {
            return Files.isRegularFile(file) && file.toRealPath().startsWith(root.toRealPath());
        } catch (IOException e) {
            throw DiskErrors.decide(e, "read", file);
        }
    }

    private static List<Path> places(Path root, List<String> names) {
        var places = new ArrayList<Path>();
        places.add(root.resolve(FILE));
        for (String above : List.of("usr/share", "usr/lib", "etc", "opt")) {
            names.stream()
                    .map(name -> root.resolve(above).resolve(name).resolve(FILE))
                    .forEach(places::add);
        }
        return places;
    }

    private static AgentOptions parse(Path root, Path file) throws JobException {
        try {
            if (Files.size(file) > MAX_SIZE) {
                throw wrong(root, file, "has more than 1 MiB");
            }
            return Json.MAPPER
                    .readValue(Files.readAllBytes(file), PackagedOptions.class)
                    .options();
        } catch (JsonMappingException e) {
            throw wrong(root, file, field(e) + reason(e));
        } catch (JsonProcessingException e) {
            throw wrong(root, file, e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            throw wrong(root, file, e.getMessage());
        } catch (IOException e) {
            throw DiskErrors.decide(e, "read", file);
        }
    }

    private AgentOptions options() {
        if (env != null && env.containsValue(null)) {
            throw new IllegalArgumentException("env must not have a variable that is null; leave it out");
        }
        return new AgentParameters(
                        command,
                        env,
                        limits,
                        restart,
                        user,
                        noNewPrivileges,
                        workDir,
                        stopSignal,
                        stopGrace,
                        health,
                        after,
                        hooks,
                        keep,
                        null)
                .options();
    }

    private static String field(JsonMappingException e) {
        String path = e.getPath().stream()
                .flatMap(part -> Stream.ofNullable(part.getFieldName()))
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "" : path + ": ";
    }

    private static String reason(JsonMappingException e) {
        return e.getCause() instanceof IllegalArgumentException cause ? cause.getMessage() : e.getOriginalMessage();
    }

    private static JobException wrong(Path root, Path file, String reason) {
        return new JobException(
                ErrorCode.BAD_PACKAGE, root.relativize(file) + " of the package is wrong: " + reason + "; correct it");
    }
}
