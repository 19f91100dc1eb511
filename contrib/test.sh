#!/usr/bin/env bash
# Builds everything and runs every test on JDK 17 (else the oldest one installed): format, shell scripts, unit tests, architecture rules,
# resolution of the features, integration tests on real processes. On the newest JDK installed, it builds everything again and runs
# the integration tests and the unit tests of modules that depend on the JVM (profile second-jdk); Error Prone, the format and
# the other tests would only say the same twice.
#
#   contrib/test.sh             both JDKs
#   contrib/test.sh MAJOR ...   these JDKs only, such as 17
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=contrib/lib/prerequisites.sh
. contrib/lib/prerequisites.sh

need_build_tools
need_test_tools

# Every module that has tests must have run some.
require_reports() {
    local module
    for module in $(find . -path '*/src/test/java' -not -path '*/target/*' | sed 's|/src/test/java$||'); do
        # On the second JDK, only the modules that depend on it.
        if [ ${#already[@]} -gt 0 ] && [ "$module" != ./runtime/itest ] \
            && ! grep -q '<skip.jdk.independent>false<' "$module/pom.xml"; then
            continue
        fi
        [ -n "$(find "$module" -path '*/target/*-reports/TEST-*.xml' -newer "$started")" ] \
            || die "No test of $module was run."
    done
}

# Adds up the runner's reports: "tests failures errors skipped".
totals() {
    find . -path '*/target/*-reports/TEST-*.xml' -newer "$started" -exec grep -ho '<testsuite [^>]*>' {} + \
        | awk '{
            for (i = 1; i <= NF; i++) if (match($i, /^(tests|failures|errors|skipped)="[0-9]+"/)) {
                split($i, part, "\""); sum[part[1]] += part[2]
            }
        } END { print sum["tests="] + 0, sum["failures="] + 0, sum["errors="] + 0, sum["skipped="] + 0 }'
}

run_on() {
    local major=$1 home=$2 status=0 tests failures errors skipped
    shift 2
    echo "=== JDK $major"
    touch "$started"
    # Two modules at a time: tests wait for much of theirs.
    JAVA_HOME=$home mvn -B -ntp -T 2 clean verify "$@" || status=$?
    read -r tests failures errors skipped <<<"$(totals)"
    echo "JDK $major: $((tests - failures - errors - skipped)) passed, $((failures + errors)) failed, $skipped skipped"
    passed=$((passed + tests - failures - errors - skipped))
    failed=$((failed + failures + errors))
    [ "$status" = 0 ] || exit "$status"
    [ "$tests" -gt 0 ] || die "No test was run."
    require_reports
}

started=$(mktemp)
trap 'rm -f "$started"' EXIT
passed=0
failed=0
all=$(jdks)
if [ $# -gt 0 ]; then
    chosen=$(for major in "$@"; do grep "^$major " <<<"$all" | head -1 || die "There is no JDK $major here."; done)
else
    chosen=$(printf '%s\n' "$(head -1 <<<"$all")" "$(tail -1 <<<"$all")" | sort -n -u)
fi
already=()
while read -r major home <&3; do
    run_on "$major" "$home" "${already[@]}" </dev/null
    already=(-Psecond-jdk -Dspotless.check.skip -Derrorprone.checks=-XepDisableAllChecks)
done 3<<<"$chosen"
echo "$passed passed, $failed failed"
