#!/usr/bin/env bash
# What Booter makes of idle status reports: 1,000 hosts with 10 unchanged agents each, over 32 connections from wrk on loopback. Prints rows of a Markdown table:
# reports a second just after the start and once warm, Booter's memory, and the size of its database after an hour's worth of reports, which are sent as fast as they
# are taken. Takes about seven minutes for each distribution.
#
#   contrib/bench/reports.sh [DISTRIBUTION]...      this tree's by default; several are measured one after the other, for a comparison
#
#   HOSTS=1000 AGENTS=10 CONNECTIONS=32 WARM=40 REPORTS=1800000   as it is without them; REPORTS is the hour's worth at 500 a second
#   MOST_MIB=4096                                                 where an hour's worth is not waited for: a database that has become so large
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=contrib/lib/prerequisites.sh
. contrib/lib/prerequisites.sh
# shellcheck source=contrib/lib/waiting.sh
. contrib/lib/waiting.sh
# shellcheck source=contrib/lib/build.sh
. contrib/lib/build.sh

need wrk wrk curl curl
need_build_tools
if [ $# -eq 0 ]; then
    build_distributions
    set -- runtime/booter/target/booter
fi
hosts=${HOSTS:-1000} agents=${AGENTS:-10} connections=${CONNECTIONS:-32} warm=${WARM:-40} reports=${REPORTS:-1800000} most=${MOST_MIB:-4096}
work=$(mktemp -d "${TMPDIR:-/tmp}/bootagent-reports.XXXXXX")
booter=
cleanup() {
    [ -z "$booter" ] || { kill "$booter" && wait "$booter"; } || true
    rm -rf "$work"
}
trap cleanup EXIT

# send SECONDS: prints "reports N seconds S p99ms L failed F"
send() {
    wrk -t1 -c"$connections" -d"$1s" --timeout 60s -s contrib/bench/reports.lua "http://127.0.0.1:$port" -- "$hosts" "$agents" | sed -n 's/^reports /reports /p'
}

row() {
    printf '| %s | %s |\n' "$1" "$2"
}

rate() {
    awk '{ printf "%.0f (p99 %.0f ms, %d failed)", $2 / $4, $6, $8 }' <<<"$1"
}

mib() {
    awk '{ printf "%.1f MiB", $1 / 1048576 }' <<<"$1"
}

rss() {
    mib "$(($(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$booter/status") * 1024))"
}

start() {
    "$1/bin/booter" run --home "$data" --http "127.0.0.1:$port" >>"$data.out" 2>&1 &
    booter=$!
    until_up $booter "$port" "$data.out"
}

stop() {
    kill $booter
    wait $booter || true
    booter=
}

# The same rows in a file that holds nothing else.
live() {
    local bundle=$1/bundles
    cp "$file" "$work/copy.mv.db"
    "${JAVA_HOME:-/usr}/bin/java" -cp "$(echo "$bundle"/org.bootagent.booter.store.jdbc-*.jar)" org.h2.tools.Shell \
        -url "jdbc:h2:file:$work/copy" -user booter -password "" -sql "SHUTDOWN COMPACT" >/dev/null
    stat -c %s "$work/copy.mv.db"
    rm "$work/copy.mv.db"
}

number=0
for distribution in "$@"; do
    number=$((number + 1))
    data=$work/data$number
    mkdir -p "$data"
    file=$data/db/booter.mv.db
    port=$(free_port)
    start "$distribution"
    row "**$distribution**" ""
    row "reports/s, first 10 s" "$(rate "$(send 10)")"
    send "$warm" >/dev/null
    said=$(send 20)
    row "reports/s, warm" "$(rate "$said")"
    row "RSS of Booter, warm" "$(rss)"
    sent=0
    while [ $sent -lt "$reports" ] && [ "$(stat -c %s "$file")" -lt $((most << 20)) ]; do
        sent=$((sent + $(send 20 | awk '{ print $2 }')))
    done
    row "database after $sent more reports" "$(mib "$(stat -c %s "$file")")"
    row "RSS of Booter then" "$(rss)"
    # An hour's worth takes an hour: what is overwritten is kept for 45 s, and the rest is tidied up meanwhile.
    sleep 120
    row "database two minutes later" "$(mib "$(stat -c %s "$file")")"
    row "RSS of Booter then" "$(rss)"
    stop
    start "$distribution"
    row "database after a restart" "$(mib "$(stat -c %s "$file")")"
    stop
    row "what of it is live" "$(mib "$(live "$distribution")")"
    rm -rf "$data"
done
