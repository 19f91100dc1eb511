package org.bootagent.process.supervisor.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Limits;
import org.bootagent.process.supervisor.host.ManualScheduler;
import org.bootagent.process.supervisor.proc.ProcFs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cgroups of other kernels, as files. */
class LimiterFactoryTest {
    private static final long MIB = 1024 * 1024;

    @TempDir
    Path directory;

    @Test
    void takesV2WhereItsControllersAreDelegated() throws Exception {
        v2("cpuset cpu io memory pids");
        var limiter = choose("");
        assertThat(limiter.mechanism()).startsWith("cgroup-v2 [CPU, MEMORY, PIDS]");
        var own = directory.resolve("cgroup/system.slice/bootagent.service");
        assertThat(own.resolve("cgroup.subtree_control")).hasContent("+cpu +memory +pids");
        var scope = limiter.create("a", new Limits(10, 20 * MIB));
        var cgroup = scope.joinFiles().get(0).getParent();
        assertThat(cgroup.getParent().getParent()).isEqualTo(own);
        assertThat(cgroup.resolve("cpu.max")).hasContent("10000 100000");
        assertThat(cgroup.resolve("memory.max")).hasContent("20971520");
        assertThat(scope.overLimit()).isEmpty();
        Files.writeString(cgroup.resolve("memory.events"), "low 0\nhigh 0\nmax 31\noom 1\noom_kill 1\n");
        Files.writeString(cgroup.resolve("memory.peak"), "20971520\n");
        assertThat(scope.overLimit())
                .contains("killed by the kernel for exceeding its memory limit of 20 MiB (peak 20 MiB, cgroup-v2)");
    }

    @Test
    void theRootCanBeChosen() throws Exception {
        v2("cpu memory");
        var other = Files.createDirectories(directory.resolve("cgroup/agents.slice"));
        Files.writeString(other.resolve("cgroup.controllers"), "cpu memory");
        var scope = choose("/agents.slice").create("a", new Limits(250, 0));
        assertThat(scope.joinFiles().get(0)).startsWithRaw(other);
        assertThat(scope.joinFiles().get(0).resolveSibling("cpu.max")).hasContent("250000 100000");
        assertThat(scope.joinFiles().get(0).resolveSibling("memory.max")).doesNotExist();
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
        assertThat(limiter.mechanism()).startsWith("cgroup-v1 [CPU, MEMORY], polling");
        var scope = limiter.create("a", new Limits(10, 20 * MIB));
        assertThat(scope.joinFiles()).hasSize(2);
        assertThat(scope.joinFiles().get(1).resolveSibling("cpu.cfs_quota_us")).hasContent("10000");
        var memory = scope.joinFiles().get(0).getParent();
        assertThat(memory.resolve("memory.limit_in_bytes")).hasContent("20971520");
        Files.writeString(memory.resolve("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
        assertThat(scope.overLimit()).get().asString().contains("memory limit of 20 MiB", "cgroup-v1");
    }

    @Test
    void aMountThatIsNamedInNoEncodingHidesNoCgroup() throws Exception {
        v2("cpu memory");
        var mounts = directory.resolve("proc/self/mounts");
        var named = "fuse /home/x/\u00e9 fuse.x rw 0 0\n".getBytes(StandardCharsets.ISO_8859_1);
        var ours = Files.readAllBytes(mounts);
        Files.write(mounts, named);
        Files.write(mounts, ours, StandardOpenOption.APPEND);
        assertThat(choose("").mechanism()).startsWith("cgroup-v2");
    }

    @Test
    void pollsWhereThereIsNothing() throws Exception {
        v2("io");
        Files.delete(directory.resolve("proc/self/mounts"));
        assertThat(choose("").mechanism()).isEqualTo("polling [CPU, MEMORY, PIDS]");
        var scope = choose("").create("a", new Limits(10, 0));
        assertThat(scope.joinFiles()).isEmpty();
        assertThat(scope.mechanism()).isEqualTo("polling");
    }

    @Test
    void eachResourceIsLimitedByTheFirstThatCan() throws Exception {
        v2("cpu memory");
        var limiter = choose("");
        assertThat(limiter.create("a", new Limits(0, MIB)).mechanism()).isEqualTo("cgroup-v2");
        assertThat(limiter.create("b", new Limits(0, MIB, 10, 0, 0)).mechanism())
                .isEqualTo("cgroup-v2+polling");
        assertThat(limiter.create("c", new Limits(0, 0, 0, 100, 5)).mechanism()).isEmpty();
    }

    @Test
    void pollsWhereACgroupRefusesTheLimit() throws Exception {
        v2("cpu memory pids");
        var limiter = choose("");
        var cgroup = limiter.create("a", new Limits(0, MIB)).joinFiles().get(0).getParent();
        Files.delete(cgroup.resolve("memory.max"));
        Files.createDirectory(cgroup.resolve("memory.max"));
        Files.createFile(cgroup.resolve("memory.max/occupied"));
        assertThat(limiter.create("a", new Limits(0, MIB)).mechanism()).isEqualTo("polling");
    }

    @Test
    void onlyWhatIsWanted() throws Exception {
        v2("cpu memory pids");
        assertThat(choose("", "polling").mechanism()).isEqualTo("polling [CPU, MEMORY, PIDS]");
        assertThat(choose("", "cgroup-v1").mechanism()).isEqualTo("polling [CPU, MEMORY, PIDS]");
        assertThat(choose("", "cgroup-v2").mechanism()).startsWith("cgroup-v2");
    }

    @Test
    void movesOutOfACgroupThatHandsControllersDown() throws Exception {
        v2("cpu memory pids");
        Files.writeString(directory.resolve("proc/self/cgroup"), "0::/system.slice/bootagent.service/bootagent-self\n");
        Files.createDirectories(directory.resolve("cgroup/system.slice/bootagent.service/bootagent-self"));
        var scope = choose("").create("a", new Limits(10, 0));
        assertThat(scope.joinFiles().get(0).getParent().getParent().getParent())
                .isEqualTo(directory.resolve("cgroup/system.slice/bootagent.service"));
    }

    @Test
    void changesTheLimitsOfWhatRuns() throws Exception {
        v2("cpu memory pids");
        var scope = choose("").create("a", new Limits(10, 20 * MIB));
        var cgroup = scope.joinFiles().get(0).getParent();
        scope.change(new Limits(0, 30 * MIB, 7, 0, 0));
        assertThat(cgroup.resolve("cpu.max")).hasContent("max 100000");
        assertThat(cgroup.resolve("memory.max")).hasContent("31457280");
        assertThat(cgroup.resolve("pids.max")).hasContent("7");
        Files.writeString(cgroup.resolve("memory.current"), Long.toString(25 * MIB));
        Files.writeString(cgroup.resolve("memory.stat"), "anon 1\nactive_file 1048576\ninactive_file 1048576\n");
        scope.change(new Limits(0, 24 * MIB));
        assertThatThrownBy(() -> scope.change(new Limits(0, 20 * MIB)))
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_FIELD))
                .hasMessageContaining("limit memory 20M is less than agent a has now (23 MiB)");
        assertThat(cgroup.resolve("memory.max")).hasContent("25165824");
    }

    @Test
    void sweepsWhatWasLeft() throws Exception {
        v2("cpu memory pids");
        var left = choose("").create("gone", Limits.NONE).joinFiles().get(0).getParent();
        var used = choose("").create("tasks", Limits.NONE).joinFiles().get(0).getParent();
        choose("").sweep(Set.of("tasks"));
        assertThat(left).doesNotExist();
        assertThat(used).exists();
    }

    private Limiter choose(String root) {
        return choose(root, LimiterFactory.ANY);
    }

    private Limiter choose(String root, String wanted) {
        var proc = new ProcFs(directory.resolve("proc"));
        var polling = new Polling(proc, new ManualScheduler(), Duration.ofSeconds(1));
        return LimiterFactory.choose(
                new CgroupHierarchies(directory.resolve("proc"), root), proc, directory, wanted, polling);
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
