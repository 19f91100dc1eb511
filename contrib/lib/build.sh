# Sourced by the scripts beside it: builds the distributions when a source is newer than they are.
# shellcheck shell=bash

build_distributions() {
    local built=runtime/booter/target/booter/bundles/start.list
    JAVA_HOME=${JAVA_HOME:-$(jdks | tail -1 | cut -d' ' -f2)}
    export JAVA_HOME
    if [ ! -e runtime/agent/target/bootagent/bundles/start.list ] || [ ! -e $built ] \
        || [ -n "$(find pom.xml bundles features runtime -newer $built \
            \( -name '*.java' -o -name pom.xml -o -path '*/src/main/*' \) -not -path '*/target/*' -type f -print -quit)" ]; then
        echo "Building"
        mvn -B -ntp -q package -DskipTests -Dspotless.check.skip
    fi
}
