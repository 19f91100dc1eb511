#!/usr/bin/env python3
"""Driven by logs.sh, which says what this is."""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))
import proc

MIB = 1024 * 1024
RECORD = 1024
BOOTER = "runtime/booter/target/booter/bin/"
BOOTAGENT = "runtime/agent/target/bootagent/bin/bootagent"

# Numbered records of 1 KiB, 64 a write, no faster than it is told; waits for its turn and says how many it has written.
CHILD = '''#!/usr/bin/env python3
import os, sys, time
turns, rate, seconds, number = sys.argv[1], float(sys.argv[2]) * 1e6, float(sys.argv[3]), 0
filler = b"x" * 1007 + b"\\n"
for turn in "1", "2":
    while not os.path.exists(turns + "/go" + turn):
        time.sleep(0.05)
    begun, first = time.monotonic(), number
    start = begun
    while (number - first) * 1024 < rate * seconds * int(turn):
        block = memoryview(b"".join(b"%015d " % i + filler for i in range(number, number + 64)))
        while block:
            block = block[os.write(1, block):]
        number += 64
        ahead = (number - first) * 1024 / rate - (time.monotonic() - begun)
        if ahead > 0.005:
            time.sleep(ahead)
        elif ahead < -0.02:
            begun -= ahead  # what the disk held up is not made up for: never more than the rate
    with open(turns + "/new", "w") as file:
        file.write("%d %f" % (number, time.monotonic() - start))
    os.rename(turns + "/new", turns + "/done" + turn)
while True:
    time.sleep(60)
'''


def options():
    parser = argparse.ArgumentParser(prog="contrib/bench/logs.sh")
    parser.add_argument("--rate", type=int, default=110, help="MB/s; less where the disk holds the agent up")
    parser.add_argument("--seconds", type=int, default=10, help="of the first burst; the second lasts twice as long")
    parser.add_argument("--max-mib", type=int, default=4, help="size of a log at which it is rotated")
    parser.add_argument("--files", type=int, default=3, help="rotated parts that are kept")
    parser.add_argument("--output", type=Path, default=Path("target/bench/logs"), help="an own directory: it is emptied")
    return parser.parse_args()


def until(what, condition, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError, subprocess.CalledProcessError, ValueError, IndexError):
            if result := condition():
                return result
        time.sleep(0.1)
    sys.exit(f"{what} did not happen in {seconds} s")


class DiskUse(threading.Thread):
    """The most that a log and its parts took, seen every 5 ms."""

    def __init__(self, directory):
        super().__init__(daemon=True)
        self.directory = directory
        self.most = 0

    def now(self):
        sizes = {}
        with contextlib.suppress(FileNotFoundError):
            for entry in os.scandir(self.directory):
                with contextlib.suppress(FileNotFoundError):
                    stat = entry.stat()
                    sizes[stat.st_ino] = stat.st_size  # a part may be renamed while we look
        return sum(sizes.values())

    def run(self):
        while True:
            self.most = max(self.most, self.now())
            time.sleep(0.005)

    def take(self):
        most, self.most = self.most, 0
        return most


class BootAgent:
    def __init__(self, work, port):
        self.work = work
        self.home = work / "host"
        self.port = port
        self.process = None

    def start(self):
        out = open(self.work / "bootagent.out", "ab")
        command = [BOOTAGENT, "run", "--home", self.home, "-S", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(command, stdout=out, stderr=out)
        until("BootAgent's start", self.agents_answer)

    def agents_answer(self):
        return subprocess.run([BOOTAGENT, "agents", "--home", self.home], capture_output=True).returncode == 0

    def pids(self):
        """Its own, and that of its Java if that is a child."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        javas = [int(pid) for pid in children if Path(f"/proc/{pid}/comm").read_text().strip() == "java"]
        return [self.process.pid, *javas]

    def memory(self):
        status = Path(f"/proc/{self.pids()[-1]}/status").read_text()
        return [int(line.split()[1]) / 1024 for key in ("VmRSS", "VmHWM") for line in status.splitlines() if line.startswith(key)]

    def processor(self):
        return proc.cpu_seconds(self.pids()[-1]) * 1000

    def stop(self, number):
        if self.process and self.process.poll() is None:
            for pid in self.pids() if number == signal.SIGKILL else [self.process.pid]:
                os.kill(pid, number)
            self.process.wait(60)


def verify(log, last):
    """Whether the parts, oldest first, are the end of what was written, and how many bytes that is."""
    parts = [part for number in range(99, 0, -1) if (part := log.with_name(f"{log.name}.{number}")).exists()] + [log]
    kept = b"".join(part.read_bytes() for part in parts)
    start = kept.find(b"\n") + 1
    first = int(kept[start:start + 15])
    if len(kept) - start != (last - first) * RECORD:
        return False, len(kept)
    filler = b"x" * 1007 + b"\n"
    whole = all(
        kept[at:at + RECORD] == b"%015d " % number + filler for number, at in zip(range(first, last), range(start, len(kept), RECORD)))
    return whole, len(kept)


class Run:
    def __init__(self, given, stack):
        self.given = given
        self.work = given.output.resolve()
        shutil.rmtree(self.work, ignore_errors=True)
        (self.work / "host").mkdir(parents=True)
        self.port = random.randint(20000, 30000)
        self.turns = self.work / "turns"
        self.turns.mkdir()
        self.host = BootAgent(self.work, self.port)
        self.log = self.host.home / "agents/burst/log/burst.log"
        self.use = DiskUse(self.log.parent)
        self.stack = stack

    def start(self):
        (self.host.home / "bootagent.conf").write_text(
            f"process.supervisor/logMaxMiB = {self.given.max_mib}\nprocess.supervisor/logFiles = {self.given.files}\n")
        (self.work / "booter").mkdir()
        (self.work / "booter/booter.conf").write_text("booter.fleet/step = 2\n")
        out = open(self.work / "booter.out", "ab")
        command = [BOOTER + "booter", "run", "--home", self.work / "booter", "--http", f"127.0.0.1:{self.port}"]
        booter = subprocess.Popen(command, stdout=out, stderr=out)
        self.stack.callback(booter.wait)
        self.stack.callback(booter.terminate)
        os.environ["BOOTER_URL"] = f"http://127.0.0.1:{self.port}"
        until("Booter's start", lambda: urllib.request.urlopen(os.environ["BOOTER_URL"] + "/health"))
        self.stack.callback(lambda: self.host.stop(signal.SIGTERM))
        self.host.start()
        self.install()

    def install(self):
        program = self.work / "burst-1.0/bin/burst"
        program.parent.mkdir(parents=True)
        program.write_text(CHILD)
        program.chmod(0o755)
        with tarfile.open(self.work / "burst-1.0.tar.gz", "w:gz") as package:
            package.add(self.work / "burst-1.0", "burst-1.0")
        hosts = until("The host's registration", lambda: json.loads(self.control("hosts", "--json")))
        agentsn = self.serial(hosts)
        self.stack.callback(lambda: self.control("uninstall", agentsn, "burst", "--wait", "--timeout", "60"))
        command = f"bin/burst {self.turns} {self.given.rate} {self.given.seconds}"
        self.control("install", agentsn, "burst", "--package", self.work / "burst-1.0.tar.gz", "--command", command,
                     "--restart", "classic", "--wait", "--timeout", "60")

    @staticmethod
    def serial(hosts):
        return (hosts if isinstance(hosts, list) else next(v for v in hosts.values() if isinstance(v, list)))[0]["agentsn"]

    @staticmethod
    def control(*words):
        return subprocess.run([BOOTER + "booterctl", *words], check=True, capture_output=True, text=True).stdout

    def go(self, turn):
        (self.turns / f"go{turn}").touch()

    def done(self, turn):
        number, seconds = until(f"The end of burst {turn}", (self.turns / f"done{turn}").read_text, 600).split()
        return int(number), float(seconds)

    def settle(self):
        """Until it is quiet, and what is too much has been moved."""
        time.sleep(4)
        until("Rotation to the cap", lambda: self.use.now() <= self.cap())

    def cap(self):
        return (self.given.files + 1) * self.given.max_mib * MIB

    def report(self, what, most):
        bound = self.cap() + self.given.rate * 1e6 * 0.3
        print(f"{what:<52}{most / MIB:8.1f} MiB of {self.cap() / MIB:.1f}; bound {bound / MIB:.1f}: "
              f"{'held' if most <= bound else 'EXCEEDED'}", flush=True)
        return most <= bound

    def burst_after_quiet(self):
        self.settle()
        before, processor = self.host.memory(), self.host.processor()
        self.go(1)
        last, seconds = self.done(1)
        self.first = last
        most = self.use.take()
        processor = self.host.processor() - processor
        self.settle()
        after = self.host.memory()
        rate = last * RECORD / seconds
        whole, kept = verify(self.log, last)
        print(f"Burst 1: {last * RECORD / 1e6:.0f} MB written at {rate / 1e6:.0f} MB/s")
        held = self.report("  most on disk, quiet before", most)
        print(f"  kept {kept / MIB:.1f} MiB, the gapless end: {'yes' if whole else 'NO'}")
        print(f"  BootAgent: RSS {before[0]:.1f} MiB before, {after[0]:.1f} after, peak {after[1]:.1f}; CPU {processor:.0f} ms")
        return held and whole

    def burst_of_adopted(self):
        pid = self.pid()
        self.use.take()
        self.go(2)
        time.sleep(self.given.seconds / 4)
        self.host.stop(signal.SIGKILL)
        most = self.use.take()
        time.sleep(1)
        self.host.start()
        before = self.host.memory()
        until("Rotation to the cap", lambda: self.use.now() <= self.cap() * 1.5)
        gone = self.use.take()
        lasted = not (self.turns / "done2").exists()
        last, seconds = self.done(2)
        again = self.use.take()
        adopted = self.pid() == pid
        self.settle()
        after = self.host.memory()
        rate = (last - self.first) * RECORD / seconds
        whole, kept = verify(self.log, last)
        print(f"Burst 2: {last * RECORD / 1e6:.0f} MB written in all, at {rate / 1e6:.0f} MB/s; BootAgent killed with kill -9 meanwhile; "
              f"adopted: {'yes' if adopted else 'NO'}")
        held = self.report("  most on disk, before the kill", most)
        print(f"  {'most on disk, while BootAgent was gone and came back':<50}{gone / MIB:8.1f} MiB")
        if lasted:
            held &= self.report("  most on disk, adopted and at its size again", again)
        else:
            print("  the burst had ended before that: take more --seconds")
        print(f"  kept {kept / MIB:.1f} MiB, the gapless end: {'yes' if whole else 'NO'}")
        print(f"  BootAgent: RSS {before[0]:.1f} MiB after its start, {after[0]:.1f} at the end, peak {after[1]:.1f}")
        return held and whole and adopted

    def pid(self):
        agents = subprocess.run([BOOTAGENT, "agents", "--json", "--home", self.host.home], check=True, capture_output=True, text=True)
        return [agent["pid"] for agent in self.agent_list(json.loads(agents.stdout))]

    @staticmethod
    def agent_list(answer):
        return answer if isinstance(answer, list) else answer["agents"]


def main():
    given = options()
    with contextlib.ExitStack() as stack:
        run = Run(given, stack)
        run.start()
        run.use.start()
        good = run.burst_after_quiet()
        good &= run.burst_of_adopted()
    sys.exit(0 if good else 1)


main()
