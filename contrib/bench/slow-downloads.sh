#!/usr/bin/env bash
# How long hosts wait for the answer to a report while many others download a package slowly, as over a mobile network. The slow ones are simulated on loopback,
# each from an address of its own. Prints rows of a Markdown table: alone, and with the downloads. Takes about a minute for each Booter.
#
#   contrib/bench/slow-downloads.sh [-n HOSTS] [-r BYTES_PER_SECOND] [DISTRIBUTION]...
#
# By default 2000 hosts at 20000 bytes a second each, on the Booter of this source; another DISTRIBUTION, such as an older runtime/booter/target/booter, is measured
# in the same run for comparison.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=contrib/lib/prerequisites.sh
. contrib/lib/prerequisites.sh
# shellcheck source=contrib/lib/waiting.sh
. contrib/lib/waiting.sh
# shellcheck source=contrib/lib/build.sh
. contrib/lib/build.sh

hosts=2000
rate=20000
while getopts n:r: option; do
    case $option in
    n) hosts=$OPTARG ;;
    r) rate=$OPTARG ;;
    *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))

need_build_tools
build_distributions
[ $# -gt 0 ] || set -- runtime/booter/target/booter
work=$PWD/target/bench/slow-downloads
rm -rf "$work"
mkdir -p "$work"
jdk17=$(jdks | sed -n 's/^17 //p' | head -1)
"$jdk17/bin/javac" -d "$work" contrib/bench/SlowDownloads.java
head -c 16M /dev/zero >"$work/package.tar"

# A download takes two descriptors at the server, a connection one at each end.
ulimit -n "$(ulimit -Hn)"
[ "$(ulimit -n)" -gt $((2 * hosts + 500)) ] || die "$hosts hosts need twice as many open files and more, and $(ulimit -n) are allowed; raise ulimit -Hn."

booter=
trap '[ -z "$booter" ] || { kill $booter; wait $booter || true; }' EXIT
echo "| Booter | reports | median | p99 | longest | no answer within 10 s |"
echo "|---|---|---|---|---|---|"
for distribution in "$@"; do
    port=$(free_port)
    home=$work/home-$port
    JAVA_HOME=$jdk17 "$distribution/bin/booter" run --home "$home" --http "127.0.0.1:$port" >"$home.out" 2>&1 &
    booter=$!
    until_up $booter "$port" "$home.out"
    curl -fs -T "$work/package.tar" "http://127.0.0.1:$port/packages/package.tar" >/dev/null
    "$jdk17/bin/java" -Xmx256m -cp "$work" SlowDownloads "$hosts" "$port" /packages/package.tar "$rate" "$distribution"
    echo "$distribution: $(grep VmRSS "/proc/$booter/status")" >&2
    kill $booter
    wait $booter || true
    booter=
done
