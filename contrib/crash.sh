#!/usr/bin/env bash
# Kills the host agent with -9 at every system call with which a metafile change, an install and an upgrade touch its home, and
# cuts the power in the states that the disk may be left in then (the model: bundles/testing, org.bootagent.testing.crash.Disk).
# After each, the next start must find the old state or the new one. The build tries a few of them. Takes about half an hour.
#
#   contrib/crash.sh [STATES [SELF]]
#       STATES  of the states after a power loss, so many of each job are started on (40); all of them are looked at
#       SELF    so many of the calls of a self-upgrade are killed at (40), or "all"; of the other jobs always all
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=contrib/lib/prerequisites.sh
. contrib/lib/prerequisites.sh

need_build_tools
need strace strace dpkg-deb dpkg rpmbuild rpm

states=${1:-40}
self=${2:-40}
tables=(bundles/agent/metafile-store/target/crash.tsv runtime/itest/target/crash.tsv)
rm -f "${tables[@]}"
status=0
mvn -B -ntp -q -pl runtime/itest,bundles/agent/metafile-store -am verify \
    -Dtest='KilledAtEveryCallTest,org/bootagent/metafile/store/PowerLossTest' -Dsurefire.failIfNoSpecifiedTests=false \
    -Dskip.framework -Dit.test='KilledJobsIT,KilledSelfUpgradeIT,PowerLossIT' -Dfailsafe.failIfNoSpecifiedTests=false \
    -Dcrash.points=all -Dcrash.states="$states" -Dcrash.self="$self" || status=$?
{
    printf 'scenario\tpoints\ttried\trecovered\n'
    cat "${tables[@]}"
} | awk -F '\t' '{ printf "%-42s %8s %8s %10s\n", $1, $2, $3, $4 }'
exit "$status"
