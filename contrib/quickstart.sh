#!/usr/bin/env bash
# Shows BootAgent at work on this machine: a control server and a host agent on free ports, a real program installed from its
# unmodified package, running, killed, and running again. Everything stays under target/quickstart.
#
# It runs on JAVA_HOME's JDK, else on the newest one installed.
#
#   contrib/quickstart.sh                    stops what it started
#   contrib/quickstart.sh --keep             leaves all running, and says how to stop it
#   contrib/quickstart.sh --transport grpc   over the stream, on which jobs reach the host at once, instead of short HTTP connections
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=contrib/lib/prerequisites.sh
. contrib/lib/prerequisites.sh
# shellcheck source=contrib/lib/waiting.sh
. contrib/lib/waiting.sh
# shellcheck source=contrib/lib/build.sh
. contrib/lib/build.sh

keep='' transport=http
while [ $# -gt 0 ]; do
    case "$1" in
        --keep) keep=yes ;;
        --transport) transport=${2:-} && shift ;;
        *) transport= ;;
    esac
    case $transport in
        http | grpc) ;;
        *) die "Usage: contrib/quickstart.sh [--keep] [--transport http|grpc]" ;;
    esac
    shift
done
root=$PWD/target/quickstart
booter=runtime/booter/target/booter
bootagent=runtime/agent/target/bootagent

step() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
show() {
    printf '\033[2m$ %s\033[0m\n' "$*"
    "$@"
}

# Stops what an earlier run left.
stop_old() {
    if [ -e "$root/stop.sh" ]; then
        sh "$root/stop.sh" >/dev/null 2>&1 || true
    fi
    rm -rf "$root"
    mkdir -p "$root"
}

# shellcheck disable=SC2034 # For until_true.
evidence="the logs are in $root/*/log"

# A program that has ended will not answer.
still_waiting() {
    local file
    for file in "$root"/*.pid; do
        [ ! -e "$file" ] || kill -0 "$(cat "$file")" 2>/dev/null || {
            tail -5 "${file%.pid}.out" >&2
            die "$(basename "$file" .pid) has ended."
        }
    done
}

start_booter() {
    port=$(free_port)
    mkdir -p "$root/booter"
    # Hosts report every 2 s here; the default is ten minutes.
    echo "booter.fleet/step = 2" >"$root/booter/booter.conf"
    agent_port=$port
    if [ "$transport" = grpc ]; then
        agent_port=$(free_port)
        echo "booter.easyagent/port = $agent_port" >>"$root/booter/booter.conf"
    fi
    $booter/bin/booter run --home "$root/booter" --http "127.0.0.1:$port" >"$root/booter.out" 2>&1 &
    echo $! >"$root/booter.pid"
    export BOOTER_URL=http://127.0.0.1:$port
    until_true 30 "Booter's start" curl -fs "$BOOTER_URL/health"
}

start_bootagent() {
    $bootagent/bin/bootagent run --home "$root/host" --transport "$transport" -S "127.0.0.1:$agent_port" >"$root/bootagent.out" 2>&1 &
    echo $! >"$root/bootagent.pid"
    until_true 30 "The host's registration" registered
}

registered() {
    agentsn=$($booter/bin/booterctl hosts --json | json agentsn | head -1)
    [ -n "$agentsn" ]
}

write_stop() {
    cat >"$root/stop.sh" <<STOP
# Stops what contrib/quickstart.sh --keep left running: the agents, the host agent, the control server.
cd "$PWD"
export BOOTER_URL=$BOOTER_URL
${JAVA_HOME:+export JAVA_HOME=$JAVA_HOME}
for name in \$($bootagent/bin/bootagent agents --json --home "$root/host" | grep -o '"name" *: *"[^"]*' | sed 's/.*"//'); do
    $booter/bin/booterctl uninstall $agentsn "\$name" --wait --timeout 30 || true
done
for pid in \$(cat "$root/bootagent.pid") \$(cat "$root/booter.pid"); do
    kill "\$pid" 2>/dev/null || continue
    for _ in \$(seq 150); do
        kill -0 "\$pid" 2>/dev/null || break
        sleep 0.2
    done
done
STOP
}

# Debian's own package where it can be had, else a tarball of a small web server made here.
fetch_program() {
    exporter_port=$(free_port)
    if command -v apt-get >/dev/null && (cd "$root" && { apt-get download -qq prometheus-node-exporter \
        || { apt-get update -qq && apt-get download -qq prometheus-node-exporter; }; }) >/dev/null 2>&1; then
        package=$(ls "$root"/prometheus-node-exporter_*.deb)
        command="usr/bin/prometheus-node-exporter --web.listen-address=127.0.0.1:$exporter_port"
    else
        echo "Debian's package cannot be had here; a tarball made on the spot serves."
        make_tarball
        command="bin/node-exporter $exporter_port"
    fi
}

make_tarball() {
    need python3 python3
    mkdir -p "$root/node-exporter-1.0/bin"
    cat >"$root/node-exporter-1.0/bin/node-exporter" <<'PROGRAM'
#!/usr/bin/env python3
import http.server, os, sys

class Metrics(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"node_load1 %f\n" % os.getloadavg()[0])

http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Metrics).serve_forever()
PROGRAM
    chmod +x "$root/node-exporter-1.0/bin/node-exporter"
    package=$root/node-exporter-1.0.tar.gz
    tar -C "$root" -czf "$package" node-exporter-1.0
}

exporter_pid() { $bootagent/bin/bootagent agents --json --home "$root/host" | json pid | head -1; }
answers() { curl -fs "http://127.0.0.1:$exporter_port/metrics"; }
back() {
    local now
    now=$(exporter_pid)
    [ "${now:-0}" != 0 ] && [ "$now" != "$killed" ] && answers
}

finish() {
    [ -n "$keep" ] && [ -n "${done_all:-}" ] && return
    if [ -e "$root/stop.sh" ]; then
        sh "$root/stop.sh" >/dev/null 2>&1 || true
    else
        for file in "$root"/*.pid; do
            [ ! -e "$file" ] || kill "$(cat "$file")" 2>/dev/null || true
        done
    fi
}

need_build_tools
build_distributions
stop_old
trap finish EXIT

step "Starting Booter, the control server, and BootAgent, the host agent"
start_booter
start_bootagent
write_stop
echo "Booter answers at $BOOTER_URL"
show $booter/bin/booterctl hosts

step "Installing a real program from its own package"
fetch_program
show $booter/bin/booterctl install "$agentsn" node-exporter --package "$package" --command "$command" --restart fast --wait
show $booter/bin/booterctl agents "$agentsn"

step "It runs and answers"
until_true 20 "The program's answer" answers
answers >"$root/metrics"
grep -m 5 '^node_' "$root/metrics"

step "Killing it with kill -9"
killed=$(exporter_pid)
echo "pid $killed is running"
show kill -9 "$killed"
until_true 30 "Its return" back
echo "pid $(exporter_pid) is running"
show $bootagent/bin/bootagent agents --home "$root/host"
show $bootagent/bin/bootagent status --home "$root/host"

step "Running a command on the host"
show $booter/bin/booterctl exec "$agentsn" -- uname -sr
done_all=yes

step "What to try next"
if [ -n "$keep" ]; then
    cat <<NEXT
All is still running. In this directory:

  export BOOTER_URL=$BOOTER_URL${JAVA_HOME:+ JAVA_HOME=$JAVA_HOME}
  $booter/bin/booterctl hosts
  $booter/bin/booterctl agents $agentsn
  $booter/bin/booterctl restart $agentsn node-exporter --wait
  $booter/bin/booterctl exec $agentsn -- df -h /
  $booter/bin/booterctl events $agentsn
  $booter/bin/booterctl jobs $agentsn
  $booter/bin/booterctl --help
  $bootagent/bin/bootagent status --home $root/host
  curl http://127.0.0.1:$exporter_port/metrics
  curl $BOOTER_URL/openapi.json

To stop it all:

  sh $root/stop.sh
NEXT
else
    cat <<NEXT
Everything that was started is being stopped. To keep it and play with it:

  contrib/quickstart.sh --keep
NEXT
fi
