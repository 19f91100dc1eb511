package org.bootagent.itest;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.osgi.framework.Constants;

/** Another version of the action bundle that the template builds. */
public final class PingJar {
    /** The bundle's symbolic name. */
    public static final String NAME = "org.example.action.ping";

    private static final String COMPONENT = "OSGI-INF/" + NAME + ".PingHandler.xml";
    private static final String OWN = """
            package org.example.action.ping;

            public final class Own implements org.bootagent.api.job.JobHandler {
                public Own() throws Exception {
                    %s
                }

                @Override
                public void handle(org.bootagent.api.job.Job job, org.bootagent.api.job.JobContext context) {
                    try {
                        %s
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }

                private static final class Late {
                    static final String WORD = System.getProperty("user.dir").isEmpty() ? "" : "late";
                }
            }
            """;

    private final Map<String, String> headers = new TreeMap<>();
    private final Map<String, byte[]> classes = new TreeMap<>();
    private String greeting = "pong";
    private boolean own;

    private PingJar() {}

    public static PingJar version(String version) {
        return new PingJar().header(Constants.BUNDLE_VERSION, version);
    }

    /** Sets the greeting that begins its answers. */
    public PingJar greeting(String word) {
        greeting = word;
        return this;
    }

    public PingJar header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Sets another handler, in Java. {@code Late.WORD} is a class that is loaded when it is first used. */
    public PingJar handler(String constructor, String handle) {
        own = true;
        Path directory = BuildOutput.scratch("handler");
        try {
            Path source = Files.writeString(directory.resolve("Own.java"), OWN.formatted(constructor, handle));
            compile(directory, source);
            try (Stream<Path> compiled = Files.walk(directory)) {
                for (Path file : compiled.filter(path -> path.toString().endsWith(".class"))
                        .toList()) {
                    classes.put(directory.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private static void compile(Path directory, Path source) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var options = List.of("--release", "17", "-cp", api().toString(), "-d", directory.toString());
        var files = compiler.getStandardFileManager(null, null, null);
        boolean done = compiler.getTask(null, files, null, options, null, files.getJavaFileObjects(source))
                .call();
        files.close();
        if (!done) {
            throw new AssertionError(source + " does not compile");
        }
    }

    private static Path api() throws IOException {
        try (Stream<Path> jars = Files.walk(BuildOutput.repository().resolve("org/bootagent/org.bootagent.api"))) {
            return jars.filter(path -> path.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    public Path write(Path file) {
        try (var jar = new JarFile(BuildOutput.action().toFile());
                var out = Files.newOutputStream(file)) {
            write(jar, out);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(JarFile jar, OutputStream out) throws IOException {
        var manifest = jar.getManifest();
        headers.forEach(manifest.getMainAttributes()::putValue);
        try (var copy = new JarOutputStream(out, manifest)) {
            for (var entry : jar.stream().toList()) {
                if (!entry.getName().equals(JarFile.MANIFEST_NAME) && !entry.isDirectory()) {
                    byte[] content = jar.getInputStream(entry).readAllBytes();
                    put(copy, entry.getName(), entry.getName().equals(COMPONENT) ? component(content) : content);
                }
            }
            for (var entry : classes.entrySet()) {
                put(copy, entry.getKey(), entry.getValue());
            }
        }
    }

    private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new ZipEntry(name));
        jar.write(content);
    }

    /** Changes the greeting, a default in the component's description. */
    private byte[] component(byte[] content) {
        String xml =
                new String(content, StandardCharsets.UTF_8).replace("value=\"pong\"", "value=\"" + greeting + "\"");
        String changed = own ? xml.replace(".PingHandler\"/>", ".Own\"/>").replace(" init=\"1\"", "") : xml;
        return changed.getBytes(StandardCharsets.UTF_8);
    }
}
