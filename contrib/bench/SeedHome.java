import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bootagent.api.metafile.Section;
import org.bootagent.metafile.store.MetafileFile;
import org.bootagent.process.supervisor.AgentsSection;
import org.bootagent.wire.Json;

/** Fills a home with installed agents, so that a bench need not install them: {@code SeedHome HOME COUNT COMMAND ...}. */
public final class SeedHome {
    private SeedHome() {}

    public static void main(String[] args) throws Exception {
        var home = Files.createDirectories(Path.of(args[0]).toAbsolutePath());
        var command = new ArrayList<>(List.of(args).subList(2, args.length));
        var agents = IntStream.rangeClosed(1, Integer.parseInt(args[1]))
                .mapToObj(i -> "a" + i)
                .collect(Collectors.toMap(
                        name -> name,
                        name -> Map.of("wanted", true, "spec", spec(name, home, command)),
                        (a, b) -> a,
                        LinkedHashMap::new));
        var section = Json.MAPPER.convertValue(Map.of("agents", agents), AgentsSection.class);
        MetafileFile.open(home).commit(edit -> edit.put(new Section<>("agents", AgentsSection.class), section));
    }

    private static Map<String, Object> spec(String name, Path home, List<String> command) {
        return Map.of(
                "name", name, "version", "1", "release", "1", "directory", home.toString(),
                "requested", Map.of("command", command, "restart", "FAST"));
    }
}
