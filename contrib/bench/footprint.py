#!/usr/bin/env python3
"""Measures what footprint.sh has prepared, prints a Markdown table. Every figure is the median of several runs."""
import argparse, http.server, json, os, re, shutil, signal, statistics, subprocess, sys, threading, time
from datetime import datetime

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
import proc

CHILD = os.path.join(HERE, "child")
MIB = 1024.0


def read(path):
    with open(path, errors="replace") as file:
        return file.read()


def alive(pid):
    try:
        return proc.stat(pid)[0] not in "ZX"
    except (OSError, IndexError):
        return False


def cmdline(pid):
    try:
        return read(f"/proc/{pid}/cmdline").replace("\0", " ")
    except OSError:
        return ""


def children(pid):
    try:
        return [int(child) for task in os.listdir(f"/proc/{pid}/task") for child in read(f"/proc/{pid}/task/{task}/children").split()]
    except OSError:
        return []


def memory(pids):
    """RSS, PSS and private memory in MiB."""
    sums = [0, 0, 0]
    for pid in pids:
        rollup = read(f"/proc/{pid}/smaps_rollup")
        for i, pattern in enumerate((r"^Rss:\s+(\d+)", r"^Pss:\s+(\d+)", r"^Private_(?:Clean|Dirty):\s+(\d+)")):
            sums[i] += sum(int(kib) for kib in re.findall(pattern, rollup, re.M))
    return [kib / MIB for kib in sums]


def cpu_seconds(pids):
    """The kernel's own clock of each process: nanoseconds, and threads that have ended count. The first may be a guard, a shell that runs commands."""
    return sum(time.clock_gettime((~pid << 3) | 2) for pid in pids) + proc.children_seconds(pids[0])


def until(condition, seconds, what):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"footprint: no {what} within {seconds} s")
        time.sleep(0.01)


class Pipe:
    """Every child that starts writes its pid here."""

    def __init__(self, path):
        self.path = path
        if os.path.exists(path):
            os.unlink(path)
        os.mkfifo(path)
        self.fd = os.open(path, os.O_RDWR)
        self.rest = b""

    def read(self):
        """[(pid, when)] of at least one start."""
        got = os.read(self.fd, 65536)
        now = time.monotonic()
        *lines, self.rest = (self.rest + got).split(b"\n")
        return [(int(line), now) for line in lines]

    def collect(self, count, seconds=120):
        starts = []
        timer = threading.Timer(seconds, lambda: os.kill(os.getpid(), signal.SIGALRM))
        timer.start()
        while len(starts) < count:
            starts += self.read()
        timer.cancel()
        return starts

    def close(self):
        os.close(self.fd)
        os.unlink(self.path)


class Contender:
    def __init__(self, work, count):
        self.work = os.path.join(work, self.name)
        shutil.rmtree(self.work, ignore_errors=True)
        os.makedirs(self.work)
        self.count = count
        self.pipe = Pipe(os.path.join(self.work, "pipe"))
        self.child = [CHILD, self.pipe.path]
        self.pids = []

    def start(self):
        self.began = time.monotonic()
        self.process = self.exec()
        starts = self.pipe.collect(self.count) if self.count else []
        self.pids = [pid for pid, _ in starts]
        return starts

    def own(self):
        return [self.process.pid]

    def shims(self):
        return []

    def stop_all(self):
        self.end()

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(120)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def close(self):
        if self.process.poll() is None:
            self.end()
        shims = self.shims()
        for pid in self.pids + shims:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        self.pipe.close()

    def spawn(self, command, **more):
        with open(os.path.join(self.work, "out"), "ab") as out:
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, **more)


class BootAgent(Contender):
    name = "BootAgent"
    delay = 0.1
    server = None

    def __init__(self, work, count):
        super().__init__(work, count)
        self.home = os.path.join(self.work, "home")
        if count:
            subprocess.run(OPTIONS.java_tools + ["SeedHome", self.home, str(count), *self.child], check=True)

    def exec(self):
        return self.spawn([OPTIONS.bootagent + "/bin/bootagent", "run", "--home", self.home, *self.transport()])

    def transport(self):
        return ["-S", self.server or OPTIONS.booter]

    def own(self):
        """The runtime, and the guard in front of it."""
        pids, seen = [self.process.pid], children(self.process.pid)
        pids += [pid for pid in seen if "org.bootagent.launcher.AgentMain" in cmdline(pid)]
        return pids

    def shims(self):
        return [int(pid) for pid in os.listdir("/proc") if pid.isdigit() and "bootagent-shim" in cmdline(pid) and self.home in cmdline(pid)]

    def log(self):
        path = os.path.join(self.home, "log", "bootagent.log")
        return read(path) if os.path.exists(path) else ""

    def first_report(self):
        """Seconds from exec to the first report that the server has accepted, by the log's own clock."""
        began = time.time()
        self.start()
        until(lambda: ": accepted" in self.log(), 60, "accepted report")
        line = next(line for line in self.log().splitlines() if ": accepted" in line)
        return datetime.strptime(line.split()[0], "%Y-%m-%dT%H:%M:%S.%f%z").timestamp() - began

    def stop_all(self):
        ASKED.set()


class OnStream(BootAgent):
    """The same, which keeps a stream open instead of reporting over short connections."""
    name = "on the stream"

    def transport(self):
        return ["--transport", "grpc", "-S", OPTIONS.stream]


class Bare(Contender):
    name = "Felix + SCR"
    delay = 0

    def exec(self):
        cache = os.path.join(self.work, "cache")
        return self.spawn(OPTIONS.bare + [OPTIONS.bootagent + "/bundles", cache, str(self.count), *self.child],
                          env={**os.environ, "MALLOC_ARENA_MAX": "1"})


class Supervisord(Contender):
    name = "supervisord"
    delay = 0

    def exec(self):
        conf = os.path.join(self.work, "conf")
        with open(conf, "w") as out:
            out.write(f"[supervisord]\nlogfile={self.work}/log\npidfile={self.work}/pid\nminfds=8192\nnodaemon=true\n"
                      f"[unix_http_server]\nfile={self.work}/sock\n[supervisorctl]\nserverurl=unix://{self.work}/sock\n"
                      "[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n")
            for i in range(self.count):
                out.write(f"[program:a{i}]\ncommand={' '.join(self.child)}\nautorestart=true\nstartsecs=0\n"
                          "stdout_logfile=NONE\nstderr_logfile=NONE\n")
        return self.spawn(["supervisord", "-c", conf])

    def stop_all(self):
        self.spawn(["supervisorctl", "-c", os.path.join(self.work, "conf"), "stop", "all"])


class Monit(Contender):
    name = "monit"
    delay = 0

    def exec(self):
        conf = os.path.join(self.work, "conf")
        with open(conf, "w") as out:
            # The shortest cycle there is.
            out.write(f"set daemon 1\nset pidfile {self.work}/pid\nset idfile {self.work}/id\nset statefile {self.work}/state\n")
            for i in range(self.count):
                pidfile = f"{self.work}/a{i}.pid"
                out.write(f"check process a{i} with pidfile {pidfile}\n  start program = \"/bin/sh -c '{' '.join(self.child)} & echo $! >{pidfile}'\"\n"
                          f"  stop program = \"/bin/sh -c 'kill $(cat {pidfile})'\"\n")
        os.chmod(conf, 0o600)
        return self.spawn(["monit", "-I", "-c", conf])


ASKED = threading.Event()


class StopServer(http.server.BaseHTTPRequestHandler):
    """Plays a server that wants a report every second, and at the word asks for the stop of all agents at once."""
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        report = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = {"status": 0}
        if self.path.endswith("register"):
            answer["agentsn"] = "00000000-0000-4000-8000-000000000001"
        elif not StopServer.configured:
            StopServer.configured = True
            answer["jobs"] = [{"id": "step", "action": "config", "step": 1}]
        elif ASKED.is_set() and not StopServer.asked:
            StopServer.asked = True
            answer["jobs"] = [{"id": f"stop-{agent['name']}", "action": "stop", "name": agent["name"]} for agent in report["agents"]]
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def stop_server():
    StopServer.configured = StopServer.asked = False
    ASKED.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), StopServer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def settled(contender):
    """Waits until start-up work is over: two quiet seconds."""
    for _ in range(60):
        before = cpu_seconds(contender.own())
        time.sleep(2)
        if cpu_seconds(contender.own()) - before < 0.02:
            return
    print(f"footprint: {contender.name} does not come to rest", file=sys.stderr)


def median(values):
    return statistics.median(values)


def section_memory(contenders):
    for kind in contenders:
        for count in OPTIONS.counts:
            runs, shims, idle = [], [], []
            for run in range(OPTIONS.runs):
                contender = kind(OPTIONS.work, count)
                contender.start()
                settled(contender)
                if count == OPTIONS.counts[0]:
                    before = cpu_seconds(contender.own())
                    time.sleep(OPTIONS.idle)
                    idle.append((cpu_seconds(contender.own()) - before) * 1000 * 60 / OPTIONS.idle)
                runs.append(memory(contender.own()))
                shims.append(memory(contender.shims()))
                contender.close()
            for i, figure in enumerate(("RSS", "PSS", "private")):
                put(f"{figure} with {count} agents, MiB", kind, median([run[i] for run in runs]), ".1f")
            if kind is BootAgent:
                put(f"shims of {count} agents, private, MiB", kind, median([run[2] for run in shims]), ".1f")
            if idle:
                put(f"CPU idle with {count} agents, ms/60 s", kind, median(idle), ".1f")


def section_stream(contenders):
    count = OPTIONS.counts[0]
    runs = {BootAgent: [], OnStream: []}
    for _ in range(OPTIONS.runs):
        for kind in runs:
            contender = kind(OPTIONS.work, count)
            contender.start()
            until(lambda: ": accepted" in contender.log(), 60, "accepted report")
            settled(contender)
            before = cpu_seconds(contender.own())
            time.sleep(OPTIONS.idle)
            cpu = (cpu_seconds(contender.own()) - before) * 1000 * 60 / OPTIONS.idle
            runs[kind].append([*memory(contender.own()), cpu])
            contender.close()
    for kind, figures in runs.items():
        for i, figure in enumerate(("RSS, MiB", "PSS, MiB", "private, MiB", "CPU idle, ms/60 s")):
            put(f"{figure}, with {count} agents and a server", kind, median([run[i] for run in figures]), ".1f")


def section_start(contenders):
    times = []
    for _ in range(OPTIONS.runs + 2):
        contender = BootAgent(OPTIONS.work, 0)
        times.append(contender.first_report())
        contender.close()
    put("exec → first accepted report, s", BootAgent, median(times), ".2f")


def section_restart(contenders):
    for kind in contenders:
        contender = kind(OPTIONS.work, OPTIONS.kills)
        contender.start()
        settled(contender)
        times = []
        for pid in list(contender.pids):
            time.sleep(0.2)
            began = time.monotonic()
            os.kill(pid, signal.SIGKILL)
            (successor, when), *_ = contender.pipe.collect(1)
            contender.pids.append(successor)
            times.append((when - began - contender.delay) * 1000)
        contender.close()
        put("kill -9 → successor (delay taken off), ms", kind, median(times), ".1f")


def section_thousand(contenders):
    for kind in [kind for kind in contenders if kind is not Monit]:
        empty = kind(OPTIONS.work, 0)
        empty.start()
        time.sleep(3)
        settled(empty)
        base = memory(empty.own())
        empty.close()
        server = stop_server()
        kind.server = f"127.0.0.1:{server.server_address[1]}"
        contender = kind(OPTIONS.work, OPTIONS.many)
        starts = contender.start()
        settled(contender)
        full, shims = memory(contender.own()), memory(contender.shims())
        put(f"{OPTIONS.many} agents started, s (first to last)", kind, starts[-1][1] - starts[0][1], ".2f")
        put(f"{OPTIONS.many} agents started, s (from exec)", kind, starts[-1][1] - contender.began, ".2f")
        put(f"RSS per agent at {OPTIONS.many}, KiB", kind, (full[0] - base[0]) * 1024 / OPTIONS.many, ".1f")
        if kind is BootAgent:
            put(f"private memory per shim at {OPTIONS.many}, KiB", kind, shims[2] * 1024 / OPTIONS.many, ".1f")
        put(f"{OPTIONS.many} agents stopped, s", kind, stopped(contender), ".2f")
        contender.close()
        server.shutdown()
        kind.server = None


def stopped(contender):
    """Seconds from the first agent that is gone to the last."""
    contender.stop_all()
    count = lambda: sum(alive(pid) for pid in contender.pids)
    until(lambda: count() < OPTIONS.many, 30, "stop")
    began = time.monotonic()
    until(lambda: count() == 0, 300, "end of all agents")
    return time.monotonic() - began


TABLE = {}
CONTENDERS = [BootAgent, OnStream, Bare, Supervisord, Monit]
AIMS = {"RSS with 10": "≤ 58", "CPU idle": "≤ 10", "exec →": "≤ 0.7", "kill -9": "≤ 2.5", "started, s (first": "≤ 1.0", "stopped": "≤ 1.5",
        "RSS per agent": "≤ 60"}


def put(figure, kind, value, form):
    TABLE.setdefault(figure, {})[kind] = format(value, form)
    print(f"{kind.name:12} {figure}: {value:{form}}", file=sys.stderr, flush=True)


def show():
    print("| | " + " | ".join(kind.name for kind in CONTENDERS) + " | aim |\n" + "|---|" + "---|" * (len(CONTENDERS) + 1))
    for figure, row in TABLE.items():
        aim = next((aim for start, aim in AIMS.items() if start in figure), "")
        print(f"| {figure} | " + " | ".join(row.get(kind, "–") for kind in CONTENDERS) + f" | {aim} |")


SECTIONS = {"memory": section_memory, "stream": section_stream, "start": section_start, "restart": section_restart, "thousand": section_thousand}


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", required=True)
    parser.add_argument("--bootagent", required=True)
    parser.add_argument("--booter", required=True)
    parser.add_argument("--stream", required=True)
    parser.add_argument("--java-tools", required=True, type=lambda words: words.split())
    parser.add_argument("--bare", required=True, type=lambda words: words.split())
    parser.add_argument("--sections", default=",".join(SECTIONS))
    parser.add_argument("--contenders", default="")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    options.runs, options.idle, options.kills, options.many, options.counts = 3, 60, 25, 1000, (10, 100)
    if options.quick:
        options.runs, options.idle, options.kills, options.many, options.counts = 1, 10, 5, 100, (10,)
    return options


if __name__ == "__main__":
    OPTIONS = arguments()
    signal.signal(signal.SIGALRM, lambda *_: sys.exit("footprint: a child did not start in time"))
    chosen = [kind for kind in CONTENDERS if not OPTIONS.contenders or kind.name in OPTIONS.contenders.split(",")]
    for section in OPTIONS.sections.split(","):
        SECTIONS[section]([kind for kind in chosen if kind is not OnStream])
    show()
