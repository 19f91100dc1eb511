#!/usr/bin/env bash
# Shows what agents survive, against a real Booter and a real BootAgent on free ports of this machine: an agent with a limit on its memory is installed, exceeds
# it and is killed; BootAgent itself is killed with -9 and adopts its agents again; it upgrades itself to a good build, and to a broken one, from which it comes
# back by itself. Every agent's pid is the same at the end. A transcript on the standard output; the exit code is not 0 when a step is not as it should be.
#
# It runs what is built (mvn package), on JAVA_HOME's JDK, else on the newest one installed. All stays under target/survival, and what it started is ended.
#
#   contrib/survival.sh
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=contrib/lib/prerequisites.sh
. contrib/lib/prerequisites.sh
# shellcheck source=contrib/lib/waiting.sh
. contrib/lib/waiting.sh

[ $# = 0 ] || die "Usage: contrib/survival.sh"
root=$PWD/target/survival
home=$root/host
booter=$PWD/runtime/booter/target/booter
bootagent=$PWD/runtime/agent/target/bootagent
guard='' booter_pid=''

step() { printf '\n== %s\n' "$*"; }
show() {
    printf '$ %s\n' "${*//$PWD\//}"
    "$@"
}
fail() {
    echo "NOT AS IT SHOULD BE: $*" >&2
    exit 1
}

# The machine may be busy.
# shellcheck disable=SC2034 # For until_true.
patience=4

ctl() { show "$booter/bin/booterctl" "$@"; }
agents() { "$bootagent/bin/bootagent" agents --json --home "$home"; }
# field AGENT NAME: of an agent, as the host sees it.
field() { agents | awk -v RS='}' -v agent="\"$1\"" '$0 ~ "\"name\" *: *" agent' | json "$2" | head -1; }
running() { "$bootagent/bin/bootagent" status --json --home "$home" | json version | grep "^bootagent-"; }
jvm() {
    local pid
    read -r _ _ _ pid <"$home/run/heartbeat" && echo $((10#$pid))
}
runs_as() { [ "$(field "$1" pid)" = "$2" ] && kill -0 "$2"; }
other_jvm() { [ "$(jvm)" != "$1" ] && "$bootagent/bin/bootagent" status --home "$home"; }

finish() {
    local name
    if [ -n "$guard" ] && [ -n "${host:-}" ]; then
        for name in $(agents 2>/dev/null | json name); do
            "$booter/bin/booterctl" uninstall "$host" "$name" --wait --timeout 30 >/dev/null 2>&1 || true
        done
    fi
    for name in $guard $booter_pid; do
        kill "$name" 2>/dev/null || true
        wait "$name" 2>/dev/null || true
    done
}

# A program that lives, and takes 60 MiB of memory as soon as there is a file of that name beside it.
make_agent() {
    mkdir -p "$root/$1-1.0/bin"
    cat >"$root/$1-1.0/bin/$1" <<'PROGRAM'
#!/bin/sh
echo "runs as $$"
while sleep 1; do
    if [ -e "$HUNGER" ]; then
        echo "hungry"
        much=$(head -c 62914560 /dev/zero | tr '\0' x)
    fi
done
PROGRAM
    chmod +x "$root/$1-1.0/bin/$1"
    tar -C "$root" -czf "$root/$1-1.0.tar.gz" "$1-1.0"
}

# make_build VERSION [COMMAND that it runs instead]
make_build() {
    cp -a "$bootagent" "$root/bootagent-$1"
    sed -i "s/^version=.*/version=$1/" "$root/bootagent-$1/lib/distribution.properties"
    if [ -n "${2:-}" ]; then
        sed -i "s/^set -eu\$/set -eu; case \" \$* \" in *\" --unguarded \"*) $2 ;; esac/" "$root/bootagent-$1/bin/bootagent"
        grep -q "$2" "$root/bootagent-$1/bin/bootagent" || fail "the broken build is not broken"
    fi
    tar -C "$root" -czf "$root/bootagent-$1.tar.gz" "bootagent-$1"
}

unchanged() {
    local name
    for name in steady other; do
        runs_as $name "${pids[$name]}" || fail "$name had pid ${pids[$name]}, now $(field $name pid)"
        echo "$name still runs as ${pids[$name]}"
    done
}

for program in "$booter/bin/booter" "$bootagent/bin/bootagent"; do
    [ -x "$program" ] || die "$program is not built; run: mvn package"
done
JAVA_HOME=${JAVA_HOME:-$(jdks | tail -1 | cut -d' ' -f2)}
export JAVA_HOME
rm -rf "$root"
mkdir -p "$root/booter" "$home"
trap finish EXIT
declare -A pids

step "Booter and BootAgent"
port=$(free_port)
echo "booter.fleet/step = 2" >"$root/booter/booter.conf"
"$booter/bin/booter" run --home "$root/booter" --http "127.0.0.1:$port" >"$root/booter.out" 2>&1 &
booter_pid=$!
export BOOTER_URL=http://127.0.0.1:$port
until_true 60 "Booter's start" curl -fs "$BOOTER_URL/health"
"$bootagent/bin/bootagent" run --home "$home" -S "127.0.0.1:$port" >"$root/bootagent.out" 2>&1 &
guard=$!
registered() {
    host=$("$booter/bin/booterctl" hosts --json | json agentsn | head -1)
    [ -n "$host" ]
}
until_true 60 "The host's registration" registered
ctl hosts
old=$(running)

step "Three agents, one of them with limits"
for name in steady other greedy; do make_agent $name; done
ctl install "$host" steady --package "$root/steady-1.0.tar.gz" --env "HUNGER=$root/none" --restart fast --wait
ctl install "$host" other --package "$root/other-1.0.tar.gz" --env "HUNGER=$root/none" --restart fast --wait
ctl install "$host" greedy --package "$root/greedy-1.0.tar.gz" --env "HUNGER=$root/hunger" --restart classic --cpu 50% --memory 20M --wait
show "$bootagent/bin/bootagent" agents --home "$home"
for name in steady other; do pids[$name]=$(field $name pid); done

step "greedy takes 60 MiB where 20 are allowed"
touch "$root/hunger"
is_killed() { [ "$(field greedy status)" = killed ]; }
until_true 60 "The kill of greedy" is_killed
show "$bootagent/bin/bootagent" agents --home "$home"
has_event() { "$booter/bin/booterctl" events "$host" --json | grep -q '"killed"'; }
until_true 30 "The event of the kill" has_event
ctl events "$host"

step "BootAgent is killed with kill -9"
before=$(jvm)
show kill -9 "$before"
until_true 60 "BootAgent's return" other_jvm "$before"
echo "BootAgent was process $before and is process $(jvm)"
for name in steady other; do until_true 30 "The adoption of $name" runs_as $name "${pids[$name]}"; done
grep -h "Adopted" "$home/log/bootagent.log" | tail -2
unchanged

step "BootAgent upgrades itself to a good build"
make_build 7.1.0
ctl upgrade "$host" BootAgent --package "$root/bootagent-7.1.0.tar.gz" --wait --timeout 300
case $(running) in bootagent-7.1.0-*) echo "$old was replaced by $(running)" ;; *) fail "$(running) runs" ;; esac
unchanged

step "BootAgent is told to upgrade itself to a broken build"
make_build 7.2.0 "echo this build is broken >\&2; exit 9"
if ctl upgrade "$host" BootAgent --package "$root/bootagent-7.2.0.tar.gz" --wait --timeout 300; then
    fail "the broken build was taken"
fi
case $(running) in bootagent-7.1.0-*) echo "back on $(running)" ;; *) fail "$(running) runs" ;; esac
show cat "$home/log/guard.log"
grep -q "7.2.0 goes back to 7.1.0" "$home/log/guard.log" || fail "the broken build was never tried"
unchanged
echo "The same build again is refused:"
if ctl upgrade "$host" BootAgent --package "$root/bootagent-7.2.0.tar.gz" --wait --timeout 300; then
    fail "the broken build was taken"
fi

step "All agents are what they were"
show "$bootagent/bin/bootagent" agents --home "$home"
unchanged
