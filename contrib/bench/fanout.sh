#!/usr/bin/env bash
# What Booter makes of many hosts on the stream: simulated ones, each with a connection and a stream of its own, in a process of their own on loopback; Booter is
# the distribution with its embedded database. Prints rows of a Markdown table; medians of seven rounds where nothing else is said, after five rounds and 45 s
# of events for the runtime to compile. Takes about three minutes for each number of hosts.
#
#   contrib/bench/fanout.sh [HOSTS]...      1000 and 10000 by default
#
#   DISTRIBUTION=runtime/booter/target/booter   another one, for a comparison
#
# An event, a result or a job counts once it is durable. Both processes share the machine's processors; the hosts speak no more HTTP/2 than they need, so that
# most of them is Booter's.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=contrib/lib/prerequisites.sh
. contrib/lib/prerequisites.sh
# shellcheck source=contrib/lib/waiting.sh
. contrib/lib/waiting.sh
# shellcheck source=contrib/lib/build.sh
. contrib/lib/build.sh

need_build_tools
distribution=${DISTRIBUTION:-runtime/booter/target/booter}
[ -n "${DISTRIBUTION:-}" ] || build_distributions
JAVA_HOME=${JAVA_HOME:-$(jdks | tail -1 | cut -d' ' -f2)}
export JAVA_HOME
[ $# -gt 0 ] || set -- 1000 10000
work=$PWD/target/bench/fanout
rm -rf "$work"
mkdir -p "$work/classes"
jdk17=$(jdks | sed -n 's/^17 //p' | head -1)
wire=$(echo "$distribution"/bundles/org.bootagent.easyagent.wire-*.jar)
"$JAVA_HOME/bin/javac" --release 17 -d "$work/classes" -cp "$wire" contrib/bench/Fanout.java contrib/bench/StreamHosts.java

# A host takes a descriptor at each end.
ulimit -n "$(ulimit -Hn)"

booter=
trap '[ -z "$booter" ] || { kill $booter; wait $booter || true; }' EXIT
echo "| | |"
echo "|---|---|"
for hosts in "$@"; do
    [ "$(ulimit -n)" -gt $((hosts + 500)) ] || die "$hosts hosts need as many open files and more, and $(ulimit -n) are allowed; raise ulimit -Hn."
    port=$(free_port)
    stream=$(free_port)
    home=$work/booter-$hosts
    mkdir -p "$home"
    printf 'booter.fleet/step = 600\nbooter.easyagent/port = %s\nbooter.easyagent/admit = all\n' "$stream" >"$home/booter.conf"
    "$distribution/bin/booter" run --home "$home" --http "127.0.0.1:$port" >"$home.out" 2>&1 &
    booter=$!
    until_up $booter "$port" "$home.out"
    "$jdk17/bin/java" -Xmx2g -cp "$work/classes:$wire" Fanout \
        "$hosts" "127.0.0.1:$stream" "http://127.0.0.1:$port" $booter "$JAVA_HOME/bin/jcmd"
    kill $booter
    wait $booter || true
    booter=
done
