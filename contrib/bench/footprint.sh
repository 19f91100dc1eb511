#!/usr/bin/env bash
# What BootAgent costs a host, side by side with supervisord, monit and a bare Felix + SCR in one run, all with the same children; prints a
# Markdown table. BootAgent runs on the distribution's own runtime and reports to a real Booter on loopback. Takes about 15 minutes on a machine that has
# nothing else to do.
#
#   contrib/bench/footprint.sh [--quick] [--sections memory,stream,start,restart,thousand] [--contenders BootAgent,supervisord,...]
#
# memory     RSS, PSS and private memory idle with 10 and 100 agents, without the agents themselves; CPU over 60 idle seconds
# stream     the same idle, over short connections and on the stream
# start      exec to the first report that Booter has accepted, with warm caches
# restart    kill -9 of an agent to its successor's first instruction, without the delay that is configured
# thousand   1,000 agents started and stopped; what each costs
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=contrib/lib/prerequisites.sh
. contrib/lib/prerequisites.sh
# shellcheck source=contrib/lib/waiting.sh
. contrib/lib/waiting.sh
need_build_tools
need supervisord supervisor monit monit python3 python3

work=$PWD/target/bench
mkdir -p "$work/classes"
echo "Preparing" >&2
contrib/package.sh BootAgent 0.0.0-1 --fast --format tar.xz --output "$work/packages" >&2
rm -rf "$work/bootagent-0.0.0" "$work/booter-home"
tar -C "$work" -xJf "$work/packages/bootagent-0.0.0-1.$(uname -m).tar.xz"
bootagent=$work/bootagent-0.0.0
"$bootagent/bin/bootagent" class-data
jdk=$(jdks | sed -n 's/^17 //p' | head -1)
"$jdk/bin/javac" -d "$work/classes" -cp "$bootagent/lib/*:$bootagent/bundles/*" contrib/bench/SeedHome.java contrib/bench/BareFelix.java

# The control has the same flags and an archive of its own. Its class path has jars only, or there would be none.
(cd "$work" && "$jdk/bin/jar" --create --file bare.jar -C classes .)
# shellcheck disable=SC2034,SC1091
flags=$(root=$bootagent && . "$bootagent/lib/jvm.sh" && find_java && class_data=/nowhere && common_flags && run_flags && echo "$flags")
bare="$bootagent/jre/bin/java $flags -cp $work/bare.jar:$(echo "$bootagent"/lib/org.apache.felix.framework-*.jar):$(echo "$bootagent"/lib/org.osgi.service.cm-*.jar)"
rm -f "$work/bare.jsa"
MALLOC_ARENA_MAX=1 $bare -XX:ArchiveClassesAtExit="$work/bare.jsa" BareFelix "$bootagent/bundles" "$work/bare-cache" 1 sleep 1000 >/dev/null 2>&1 &
sleep 5
kill $!
wait $! || true

port=$(free_port)
stream=$(free_port)
mkdir -p "$work/booter-home"
echo "booter.easyagent/port = $stream" >"$work/booter-home/booter.conf"
runtime/booter/target/booter/bin/booter run --home "$work/booter-home" --http "127.0.0.1:$port" >"$work/booter.out" 2>&1 &
booter=$!
trap 'kill $booter; wait $booter || true' EXIT
until_up $booter "$port" "$work/booter.out"
python3 contrib/bench/footprint.py --work "$work/runs" --bootagent "$bootagent" --booter "127.0.0.1:$port" \
    --stream "127.0.0.1:$stream" \
    --java-tools "$jdk/bin/java -cp $work/classes:$bootagent/lib/*:$bootagent/bundles/*" \
    --bare "$bare -XX:SharedArchiveFile=$work/bare.jsa BareFelix" "$@"
