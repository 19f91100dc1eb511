"""Attacks of contrib/attacks.sh that need more than curl. Each prints what came of it, and ends with 0 (held) or 1 (broken)."""

import fcntl
import glob
import http.client
import json
import os
import re
import socket
import struct
import subprocess
import sys
import threading
import time
import uuid

import proc

SLOW = 240
PATIENCE = 30


def address(port):
    return ("127.0.0.1", int(port))


def post(port, path, body, timeout=PATIENCE):
    """Posts JSON; returns the status and the answer, or 0 and why there is none."""
    connection = http.client.HTTPConnection(*address(port), timeout=timeout)
    try:
        connection.request("POST", path, body if isinstance(body, (bytes, str)) else json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as e:
        return 0, f"no answer: {e!r}"
    finally:
        connection.close()


def report(**more):
    return {"hostname": "h", "agentsn": str(uuid.uuid4()), "version": "x", "uptime": 1, "timestamp": int(time.time()), "step": 60, "agents": [], "jobs": []} | more


def register(port, **more):
    return post(port, "/agent/register", {"hostname": "h", "agentsn": str(uuid.uuid4())} | more)


def verdict(held, said):
    print(said)
    sys.exit(0 if held else 1)


def log_bytes(home):
    return sum(os.path.getsize(file) for file in glob.glob(home + "/log/*"))


def log_text(home):
    return "".join(open(file, encoding="utf-8", errors="replace").read() for file in glob.glob(home + "/log/*.log"))


def rss(pid):
    return int(re.search(r"VmRSS:\s*(\d+)", open(f"/proc/{pid}/status").read())[1]) >> 10


def others_are_served(port, what):
    began = time.monotonic()
    status, said = post(port, "/agent/status", report(), 15)
    took = time.monotonic() - began
    verdict(status == 200, f"{what}; another host's report: {status or said} after {took:.1f} s")


def flood(port, request, receive_buffer=None):
    sockets = []
    for _ in range(SLOW):
        one = socket.socket()
        if receive_buffer:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        one.settimeout(PATIENCE)
        one.connect(address(port))
        one.sendall(request)
        sockets.append(one)
    return sockets


def slow_sockets(port):
    kept = flood(port, b"POST /agent/status HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
    others_are_served(port, f"{len(kept)} are open")


def slow_downloads(port, path):
    """None reads more than the status. The report is asked for before Booter gives up on the first of them."""
    kept = flood(port, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode(), 4096)
    sent, end = 0, time.monotonic() + 10
    for one in kept:
        one.settimeout(max(0.01, end - time.monotonic()))
        try:
            sent += one.recv(12) == b"HTTP/1.1 200"
        except OSError:
            pass
    others_are_served(port, f"{sent} of {len(kept)} have begun")


def statuses(port):
    said = [post(port, "/agent/status", report(agents=[{"name": f"a{i}", "version": "1", "status": f"made-up-{n}-{i}", "uptime": 1} for i in range(200)]))[0] for n in range(5)]
    connection = http.client.HTTPConnection(*address(port), timeout=PATIENCE)
    connection.request("GET", "/metrics")
    metrics = connection.getresponse().read().decode()
    found = len(set(re.findall(r"made-up-[0-9-]+", metrics)))
    verdict(found == 0 and said == [200] * 5, f"reports {said}; /metrics has {found} of them in {len(metrics)} bytes")


def registrations(port, count, most):
    """Until one is refused, by eight at once."""
    left, lock, seen = [int(count)], threading.Lock(), {}

    def some():
        while True:
            with lock:
                if left[0] <= 0 or seen.get(429):
                    return
                left[0] -= 1
            status = register(port)[0]
            with lock:
                seen[status] = seen.get(status, 0) + 1

    threads = [threading.Thread(target=some) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(90)
    verdict(bool(seen.get(429)) and seen.get(200, 0) <= int(most), f"answers: {seen}; {most} may come in an hour (booter.fleet/newHosts)")


def all_hosts(port, pid, home):
    database = lambda: sum(os.path.getsize(file) for file in glob.glob(home + "/db/*.mv.db")) >> 20
    before, memory = database(), rss(pid)
    status, said = post(port, "/api/v2/jobs", {"hosts": "all", "action": "start", "name": "x", "envs": {"A": "x" * 65536}}, 60)
    jobs = said.count('"host"') or said.count('"id"')
    grown = database() - before
    verdict(status in (200, 201) and grown < 48, f"{status}, {jobs} jobs of 64 KiB: the database grew by {grown} MiB, memory by {rss(pid) - memory} MiB" + ("" if status in (200, 201) else f" {said[:200]}"))


def empty_agents(port, pid, home):
    """Eight at once; each was 171 s of a core."""
    body = json.dumps(report()).replace('"agents": []', '"agents": [' + "{}," * (8 * 1024 * 1024 // 3 - 100) + "{}]")
    before, busy, answers = log_bytes(home), proc.cpu_seconds(pid), []
    threads = [threading.Thread(target=lambda: answers.append(post(port, "/agent/status", body, 20)[0])) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(40)
    try:
        busy, grown = proc.cpu_seconds(pid) - busy, log_bytes(home) - before
    except FileNotFoundError:
        verdict(False, f"Booter has ended; answers {answers}")
    held = len(answers) == 8 and all(400 <= status <= 503 for status in answers) and grown < 65536 and busy < 60
    verdict(held, f"answers {sorted(answers)}, {busy:.1f} s of a core, the log grew by {grown} bytes")


def broken_requests(port, home):
    host = "Host: 127.0.0.1\r\nContent-Type: application/json\r\n"
    kinds = [
        f"POST /agent/status HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n",
        f"POST /agent/status HTTP/1.1\r\n{host}Content-Length: 10\r\n\r\n123",
        f"POST /agent/status HTTP/1.1\r\n{host}Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\n123",
        f"PUT /packages/x HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
        f"GET /api/v2/hosts?tag=%zz HTTP/1.1\r\n{host}\r\n",
        f"GET /api/v2/jobs/%zz HTTP/1.1\r\n{host}\r\n",
        f"POST /agent/status HTTP/1.1\r\n{host}Content-Length: 5\r\n\r\n{{{{{{{{{{",
        "GET / HTTP/9.9\r\n\r\n",
        "\x01\x02\x03\r\n\r\n",
    ]
    before, times = log_bytes(home), 30
    frames = log_text(home).count("\tat ")
    for kind in kinds * times:
        with socket.create_connection(address(port), timeout=PATIENCE) as one:
            try:
                one.sendall(kind.encode("latin-1"))
                one.shutdown(socket.SHUT_WR)
                while one.recv(65536):
                    pass
            except OSError:
                pass
    time.sleep(1)
    grown, traces = log_bytes(home) - before, log_text(home).count("\tat ") - frames
    verdict(grown < 32768 and traces == 0, f"{len(kinds) * times} of {len(kinds)} kinds: the log grew by {grown} bytes, {traces} lines of stack traces")


def hostname(port):
    """ESC and OSC; C1 and changes of direction, in a host's name and version."""
    said = []
    for name in ("evil\x1b]0;title\x07", "evil\x9b31m", "evil\u202ename\u2066"):
        said.append(register(port, hostname=name)[0])
        said.append(post(port, "/agent/status", report(hostname=name, version=name))[0])
    print("refused" if all(400 <= status < 500 for status in said) else "taken", said)


def controls():
    """Standard input must hold none but tabs and line feeds."""
    text = sys.stdin.buffer.read().decode("utf-8", "surrogateescape").replace("\r\n", "\n")
    found = sorted({f"U+{ord(c):04X}" for c in text if (c < " " and c not in "\t\n") or "\x7f" <= c <= "\x9f" or "\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069"})
    verdict("evil" in text and not found, f"its output has the host and {' '.join(found) or 'none of them'}" if "evil" in text else "the host is not in its output")


def on_terminal(*command):
    """Runs the command on a terminal, and prints what it writes there."""
    ours, its = os.openpty()
    running = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=its, stderr=its)
    os.close(its)
    try:
        while data := os.read(ours, 65536):
            sys.stdout.buffer.write(data)
    except OSError:
        pass  # the end, on Linux
    sys.exit(running.wait())


def lan(lan_address, *command):
    """Gives the network namespace an address beside loopback, and becomes the command."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for name, request, value in (
            (b"lo", 0x8914, struct.pack("<h", 0x1 | 0x40)),  # SIOCSIFFLAGS: up and running
            (b"lo:1", 0x8916, struct.pack("<HH4s8x", socket.AF_INET, 0, socket.inet_aton(lan_address))),  # SIOCSIFADDR
        ):
            fcntl.ioctl(any_socket, request, struct.pack("16s", name) + value.ljust(24, b"\0"))
    os.execvp(command[0], command)


if __name__ == "__main__":
    globals()[sys.argv[1].replace("-", "_")](*sys.argv[2:])
