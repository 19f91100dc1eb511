package org.bootagent.process.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bootagent.api.process.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other kernels' cgroups, as files. */
class LimitersTest {
    private static final long MIB = 1024 * 1024;

    @TempDir
    Path directory;

    @Test
    void takesV2WhereItsControllersAreDelegated() throws Exception {
        v2("cpuset cpu io memory pids");
        var limiter = choose("");
        assertThat(limiter.mechanism()).isEqualTo("cgroup v2");
        var own = directory.resolve("cgroup/system.slice/bootagent.service");
        assertThat(own.resolve("cgroup.subtree_control")).hasContent("+cpu +memory");
        var cage = limiter.enclose("a", new Limits(10, 20 * MIB));
        var cgroup = cage.entrances().get(0).getParent();
        assertThat(cgroup.getParent().getParent()).isEqualTo(own);
        assertThat(cgroup.resolve("cpu.max")).hasContent("10000 100000");
        assertThat(cgroup.resolve("memory.max")).hasContent("20971520");
        assertThat(cage.overLimit()).isEmpty();
        Files.writeString(cgroup.resolve("memory.events"), "low 0\nhigh 0\nmax 31\noom 1\noom_kill 1\n");
        Files.writeString(cgroup.resolve("memory.peak"), "20971520\n");
        assertThat(cage.overLimit())
                .contains("killed by the kernel for exceeding its memory limit of 20 MiB (peak 20 MiB, cgroup v2)");
    }

    @Test
    void theRootCanBeChosen() throws Exception {
        v2("cpu memory");
        var other = Files.createDirectories(directory.resolve("cgroup/agents.slice"));
        Files.writeString(other.resolve("cgroup.controllers"), "cpu memory");
        var cage = choose("/agents.slice").enclose("a", new Limits(250, 0));
        assertThat(cage.entrances().get(0)).startsWithRaw(other);
        assertThat(cage.entrances().get(0).resolveSibling("cpu.max")).hasContent("250000 100000");
        assertThat(cage.entrances().get(0).resolveSibling("memory.max")).doesNotExist();
    }

    @Test
    void takesV1WhereV2HasNoControllers() throws Exception {
        v2("");
        Files.writeString(
                directory.resolve("proc/self/mounts"),
                "cgroup %1$s/cpu cgroup rw,cpu,cpuacct 0 0%ncgroup %1$s/memory cgroup rw,memory 0 0%n"
                        .formatted(directory));
        Files.writeString(directory.resolve("proc/self/cgroup"), "2:cpu,cpuacct:/\n3:memory:/docker/123\n");
        Files.createDirectories(directory.resolve("cpu"));
        Files.createDirectories(directory.resolve("memory"));
        var limiter = choose("");
        assertThat(limiter.mechanism()).isEqualTo("cgroup v1");
        var cage = limiter.enclose("a", new Limits(10, 20 * MIB));
        assertThat(cage.entrances()).hasSize(2);
        assertThat(cage.entrances().get(0).resolveSibling("cpu.cfs_quota_us")).hasContent("10000");
        var memory = cage.entrances().get(1).getParent();
        assertThat(memory.resolve("memory.limit_in_bytes")).hasContent("20971520");
        Files.writeString(memory.resolve("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
        assertThat(cage.overLimit()).get().asString().contains("memory limit of 20 MiB", "cgroup v1");
    }

    @Test
    void hasNoneWhereThereAreNone() throws Exception {
        v2("io pids");
        assertThat(choose("").mechanism()).isEqualTo("none");
        Files.delete(directory.resolve("proc/self/mounts"));
        assertThat(choose("").mechanism()).isEqualTo("none");
    }

    private Limiter choose(String root) {
        return Limiters.choose(directory.resolve("proc"), root, directory);
    }

    private void v2(String controllers) throws IOException {
        Files.createDirectories(directory.resolve("proc/self"));
        Files.writeString(
                directory.resolve("proc/self/mounts"),
                "proc /proc proc rw 0 0\ncgroup2 " + directory.resolve("cgroup") + " cgroup2 rw,nosuid 0 0\n");
        Files.writeString(directory.resolve("proc/self/cgroup"), "0::/system.slice/bootagent.service\n");
        var own = Files.createDirectories(directory.resolve("cgroup/system.slice/bootagent.service"));
        Files.writeString(own.resolve("cgroup.controllers"), controllers + "\n");
    }
}
