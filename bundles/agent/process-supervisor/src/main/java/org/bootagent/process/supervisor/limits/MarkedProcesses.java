package org.bootagent.process.supervisor.limits;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.bootagent.api.host.ProcessStat;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.host.CurrentUser;
import org.bootagent.process.supervisor.proc.OpenFile;
import org.bootagent.process.supervisor.proc.ProcFs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds agents' processes by a variable in their environment, or else by the log or the output of a hook that they write to, wherever they have gone, where no cgroup holds them. Not
 * those of scripts.
 *
 * <p>Anybody can set such a variable. It counts if the process runs as the agent's user or as ourselves, and then for its descendants too; a process of another
 * user is not killed, but reported.
 */
public record MarkedProcesses(ProcFs proc, Path home) {
    private static final Logger LOG = LoggerFactory.getLogger(MarkedProcesses.class);
    private static final int TRIES = 100;
    private static final long PAUSE_MILLIS = 5;
    private static final String AGENT = "\0BOOTAGENT_AGENT=";
    private static final String SCRIPT = "\0BOOTAGENT_SCRIPT=";

    /** Finds all processes that carry an agent's mark, of any user. */
    public List<Path> of(String agent) {
        return marked(agent::equals).keySet().stream().toList();
    }

    /** Kills an agent's processes until none is left, because a dying one may still fork. */
    public void end(String agent) {
        end(agent::equals);
    }

    /** Kills what an earlier host agent has left of all agents but these. */
    public void endAllBut(Set<String> running) {
        end(agent -> !running.contains(agent));
    }

    private void end(Predicate<String> agents) {
        for (int i = 0; i < TRIES; i++) {
            var found = family(agents);
            if (found.isEmpty()) {
                return;
            }
            if (i == 0) {
                LOG.info(
                        "Killing leftover processes of agents: {}",
                        found.stream().map(this::describe).toList());
            }
            found.forEach(this::kill);
            pause();
        }
    }

    private String describe(ProcessStat process) {
        return proc.describe(Path.of("/proc", Long.toString(process.pid())));
    }

    /** Finds the processes that certainly belong to agents, and their descendants. */
    private List<ProcessStat> family(Predicate<String> agents) {
        var sure = marked(agents);
        sure.entrySet().removeIf(process -> !isSure(process.getKey(), process.getValue()));
        if (sure.isEmpty()) {
            return List.of();
        }
        var family = new HashMap<Long, ProcessStat>();
        var all = proc.stats().stream().filter(process -> !process.zombie()).toList();
        var roots = sure.keySet().stream().map(ProcFs::pid).toList();
        int before;
        do {
            before = family.size();
            all.stream()
                    .filter(process -> roots.contains(process.pid()) || family.containsKey(process.parent()))
                    .filter(process -> process.pid() != ProcessHandle.current().pid())
                    .forEach(process -> family.put(process.pid(), process));
        } while (family.size() > before);
        return List.copyOf(family.values());
    }

    /** Maps the directory of each marked process in {@code /proc} to its agent. */
    private Map<Path, String> marked(Predicate<String> agents) {
        var marked = new HashMap<Path, String>();
        for (var process : proc.processes()) {
            agent(process)
                    .filter(agents)
                    .filter(agent -> proc.stat(ProcFs.pid(process))
                            .filter(stat -> !stat.zombie())
                            .isPresent())
                    .ifPresent(agent -> marked.put(process, agent));
        }
        return marked;
    }

    private Optional<String> agent(Path process) {
        return byEnvironment(process).or(() -> byOutput(process));
    }

    /**
     * Finds the agent by its log, or the output of one of its hooks, that the process writes to. A process that cleared its environment mostly still has one of
     * them. Whoever reads a log, or truncates it, does not append to it.
     */
    private Optional<String> byOutput(Path process) {
        Path agents = agents();
        boolean related = isOurOwn(process);
        return OpenFile.of(process, file -> file.startsWith(agents)).stream()
                .filter(file -> isStandardOutput(file) || !related)
                .flatMap(file -> agent(agents, file).stream())
                .findFirst();
    }

    /** Returns whether this is ourselves or a child: a child has all that we have open until it becomes what it was made for. */
    private boolean isOurOwn(Path process) {
        long self = ProcessHandle.current().pid();
        return proc.stat(ProcFs.pid(process))
                .filter(stat -> stat.pid() == self || stat.parent() == self)
                .isPresent();
    }

    private static boolean isStandardOutput(OpenFile file) {
        return file.descriptor() == 1 || file.descriptor() == 2;
    }

    private Optional<String> agent(Path agents, OpenFile file) {
        String name = agents.relativize(file.path()).getName(0).toString();
        if (!AgentDirectory.isName(name)) {
            return Optional.empty();
        }
        var directory = new AgentDirectory(agents.resolve(name), name);
        boolean log = file.path().startsWith(directory.log().getParent()) && (isStandardOutput(file) || file.appends());
        return log || directory.isHookOutput(file.path()) ? Optional.of(name) : Optional.empty();
    }

    /** Returns the directory of all agents, as the kernel names it. */
    private Path agents() {
        Path agents = home.resolve("agents");
        try {
            return agents.toRealPath();
        } catch (IOException e) {
            return agents;
        }
    }

    private Optional<String> byEnvironment(Path process) {
        String environment = proc.environment(process);
        int start = environment.indexOf(AGENT);
        int end = start < 0 ? -1 : environment.indexOf('\0', start + AGENT.length());
        if (end < 0 || environment.contains(SCRIPT)) {
            return Optional.empty();
        }
        String agent = environment.substring(start + AGENT.length(), end);
        // More than one host agent may have an agent of that name.
        return AgentDirectory.isName(agent) && environment.contains("\0BOOTAGENT_DATA=" + bytes(data(agent)) + '\0')
                ? Optional.of(agent)
                : Optional.empty();
    }

    private Path data(String agent) {
        return AgentDirectory.of(home, agent).data();
    }

    private static String bytes(Path path) {
        return new String(path.toString().getBytes(UTF_8), ISO_8859_1);
    }

    /** Returns whether the mark is trusted. The agent's data belong to its user, who cannot give them away. */
    private boolean isSure(Path process, String agent) {
        var owner = ProcFs.owner(process);
        return owner.filter(CurrentUser.uid()::equals).isPresent() || (owner.isPresent() && owner.equals(user(agent)));
    }

    private Optional<String> user(String agent) {
        try {
            var uid = (Integer) Files.getAttribute(data(agent), "unix:uid", LinkOption.NOFOLLOW_LINKS);
            return Optional.of(Integer.toUnsignedString(uid));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    private void kill(ProcessStat process) {
        if (proc.stat(process.pid())
                .filter(now -> now.start() == process.start())
                .isPresent()) {
            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** Waits a moment for a killed process to go. */
    public static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
