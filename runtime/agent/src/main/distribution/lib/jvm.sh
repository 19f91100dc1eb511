# Sourced by bin/bootagent with $root set: which Java runtime runs the host agent, and how.
# shellcheck shell=sh disable=SC2154

# Sets $java: the distribution's own runtime, else the one that JAVA_HOME or the path gives; and $java_version, its major version.
find_java() {
    if [ -x "$root/jre/bin/java" ]; then
        java=$root/jre/bin/java
    elif [ -n "${JAVA_HOME:-}" ]; then
        java=$JAVA_HOME/bin/java
    elif ! java=$(command -v java); then
        echo "bootagent: no Java found: install a JRE 17 or newer, or set JAVA_HOME" >&2
        exit 2
    fi
    java_version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' \
        "$(dirname "$(dirname "$(readlink -f "$java")")")/release" 2>/dev/null || true)
    java_version=${java_version:-17}
    if [ "$java_version" -lt 17 ]; then
        echo "bootagent: $java is Java $java_version, 17 or newer is needed: set JAVA_HOME" >&2
        exit 2
    fi
}

# Prints the options that the operator gives the runtime, in whichever variable, one a line.
given() {
    printf '%s\n' "${BOOTAGENT_JAVA_OPTS:-}" "${JAVA_TOOL_OPTIONS:-}" "${JDK_JAVA_OPTIONS:-}" "${_JAVA_OPTIONS:-}" | tr -s '[:space:]"'\' '[\n*]'
}

# Sets $flags for every command.
common_flags() {
    flags="-XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xshare:auto"
    # Two collectors would be refused.
    given | grep -q '^-XX:+Use[A-Za-z0-9]*GC$' || flags="$flags -XX:+UseSerialGC"
    # What newer runtimes warn of, and older ones do not know.
    [ "$java_version" -lt 24 ] || flags="$flags --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
    # An archive that does not fit is not used, and nobody needs to hear of it.
    # It is mapped where it was made for: moved, each of its pages would be a private one.
    [ ! -s "$class_data" ] || flags="$flags -XX:SharedArchiveFile=$class_data -Xlog:disable -Xlog:all=error:stderr \
        -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0"
}

# The runtime can only spell what its locale can, and takes one that is not installed for ASCII: arguments, variables and names of files would lose their bytes.
# So it gets one that is there, whatever the environment says. Agents get what the environment said.
use_utf8() {
    export BOOTAGENT_LC_ALL="${BOOTAGENT_LC_ALL-${LC_ALL:-}}"
    is_utf8 C.UTF-8 || is_utf8 en_US.UTF-8 || is_utf8 "$(locale -a 2>/dev/null | grep -i 'utf-*8$' | head -n 1)" || locale=C.UTF-8
    export LC_ALL="$locale"
}

# is_utf8 LOCALE: whether it is there and spells in UTF-8; sets $locale.
is_utf8() {
    locale=$1
    [ -n "$1" ] && [ "$(env LC_ALL="$1" locale charmap 2>/dev/null)" = UTF-8 ]
}

# Adds to $flags, and to the environment, what keeps a process small that stays for ever beside those it runs.
run_flags() {
    # A small heap without slack, and only compiled what is run often. What the C library holds of start-up's memory goes back to the system.
    # A first size above the greatest would be refused, so all sizes are the operator's where one is.
    given | grep -Eq '^-Xm[sx]|^-XX:((Max|Initial|Min)(HeapSize|RAMPercentage|RAMFraction)|MaxRAM)=' || flags="$flags -Xms6m -Xmx160m"
    flags="$flags -Xmn1m -XX:MinHeapFreeRatio=5 -XX:MaxHeapFreeRatio=15 -XX:CompileThresholdScaling=5"
    flags="$flags -XX:+IgnoreUnrecognizedVMOptions -XX:TrimNativeHeapInterval=30000"
    # The runtime's own clocks, which tick four times a second and every second, and find nothing to do.
    flags="$flags -XX:+UnlockDiagnosticVMOptions -XX:AsyncDeflationInterval=60000 -XX:GuaranteedSafepointInterval=60000"
    # One stream with a few messages a minute needs no pools of memory: they would take 4 MiB.
    flags="$flags -Dio.grpc.netty.shaded.io.netty.allocator.type=unpooled -Dio.grpc.netty.shaded.io.netty.noPreferDirect=true"
    # The quickest way to start a process, which newer runtimes warn of at every use.
    [ "$java_version" -ge 24 ] || flags="$flags -Djdk.lang.Process.launchMechanism=VFORK"
    export MALLOC_ARENA_MAX=1
}

# The classes of the host agent as its own runtime keeps them in memory: it then starts twice as fast. Holds only for this very runtime in this very place.
class_data=$root/lib/bootagent.jsa

# Makes that archive with a short run that ends by itself, if the distribution has a runtime of its own and can be written to. Takes some seconds. Never fails:
# without it all works as well, only slower. An empty archive says that it cannot be made, so that it is not tried at every start.
make_class_data() {
    if [ ! -x "$root/jre/bin/java" ] || [ ! -w "$root/lib" ]; then
        return 0
    fi
    ( # Of the environment only this: it is the same archive whoever makes it.
        set +e
        umask 022
        unset BOOTAGENT_JAVA_OPTS JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
        find_java
        class_data_home=$(mktemp -d) || exit 0
        trap 'rm -rf "$class_data_home" "$class_data.$$"' EXIT
        boot_data=$root/jre/lib/server/classes.jsa
        "$java" -Xshare:dump -XX:+UseSerialGC -XX:SharedArchiveFile="$boot_data.$$" && mv -f "$boot_data.$$" "$boot_data"
        rm -f "$boot_data.$$" "$class_data"
        common_flags
        run_flags
        # shellcheck disable=SC2086
        timeout -k 5 60 "$java" $flags -XX:ArchiveClassesAtExit="$class_data.$$" -Dbootagent.distribution="$root" \
            -cp "$root/lib/*" org.bootagent.launcher.AgentMain train --home "$class_data_home/home"
        if [ -s "$class_data.$$" ]; then
            mv -f "$class_data.$$" "$class_data"
        else
            : >"$class_data"
        fi
    ) </dev/null >/dev/null 2>&1 || true
}
