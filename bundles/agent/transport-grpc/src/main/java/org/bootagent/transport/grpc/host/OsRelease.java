package org.bootagent.transport.grpc.host;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The system's name and version. Some systems give their point release only in a file of their own. */
public record OsRelease(Path etc) {
    private static final Pattern VERSION = Pattern.compile("[0-9][0-9.]*");
    private static final Map<String, String> OWN_FILES = Map.of(
            "debian", "debian_version",
            "alpine", "alpine-release",
            "centos", "redhat-release",
            "rhel", "redhat-release",
            "rocky", "redhat-release",
            "almalinux", "redhat-release");

    public String id() {
        return value("ID");
    }

    public String version() {
        return Optional.ofNullable(OWN_FILES.get(id()))
                .flatMap(file -> Proc.lines(etc.resolve(file)).stream().findFirst())
                .map(VERSION::matcher)
                .filter(Matcher::find)
                .map(Matcher::group)
                .orElseGet(() -> value("VERSION_ID"));
    }

    private String value(String key) {
        return Proc.lines(etc.resolve("os-release")).stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1).replace("\"", ""))
                .findFirst()
                .orElse("");
    }
}
