#!/usr/bin/env bash
# Replays every recorded scenario of the original EasyAgent at each end of ours: calls and sidecars to a Booter, commands to a BootAgent, calls
# to a BootAgent behind a Booter, and the posts and documents that Booter publishes. Prints a line for each: same, a wanted difference with its reason
# (contrib/docs/easyagent-differences.md), or a fault. Also connects 1,000 sidecars at once; other test runs take 200.
# Ends with 1 if there is a fault. Builds what it needs and takes about ten minutes.
#
#   contrib/conformance.sh            all
#   contrib/conformance.sh TEST       this end only: BooterConformanceIT, BootAgentConformanceIT, BothConformanceIT,
#                                     PublisherConformanceIT
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=contrib/lib/prerequisites.sh
. contrib/lib/prerequisites.sh

need_build_tools

lines=runtime/itest/target/conformance
mkdir -p runtime/itest/target
rm -rf "$lines"
status=0
# shellcheck disable=SC2086 # options, if there are any
${MVN:-mvn -B -ntp} -q -pl runtime/itest -am verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
    -Dspotless.check.skip -Dskip.framework -Dskip.distribution -Dskip.conformance=false \
    -Dconformance.sidecars=1000 -Dit.test="${1:-*ConformanceIT,ManySidecarsIT}" \
    -Dfailsafe.failIfNoSpecifiedTests=false >"$lines.log" 2>&1 || status=$?
cat "$lines"/*.txt 2>/dev/null || { cat "$lines.log"; exit 1; }
exit "$status"
