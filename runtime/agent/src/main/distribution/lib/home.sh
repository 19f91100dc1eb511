# Sourced: a home of BootAgent, and who works in it.
# shellcheck shell=dash disable=SC2034,SC2154
# shellcheck source=runtime/agent/src/main/distribution/lib/process.sh
. "$root/lib/process.sh"

# find_home WORDS: sets home, as the program itself finds it.
find_home() {
    home=${BOOTAGENT_HOME:-/var/lib/bootagent}
    next=
    for word in "$@"; do
        [ "$next" != home ] || home=$word
        next=
        case $word in
            --home) next=home ;;
            --home=*) home=${word#--home=} ;;
        esac
    done
    case $home in /*) ;; *) home=$PWD/$home ;; esac
}

# say WORDS: to whoever watches, and to a log that does not grow for ever.
say() {
    echo "bootagent: $*" >&2
    [ -d "$home/log" ] || return 0
    {
        [ "$(wc -c <"$home/log/guard.log")" -lt 262144 ] || mv -f "$home/log/guard.log" "$home/log/guard.log.1"
        echo "$(date +%Y-%m-%dT%H:%M:%S%z) $*" >>"$home/log/guard.log"
    } 2>/dev/null
}

# find_guard: sets guard, the pid of the guard that works in the home; empty if there is none.
find_guard() {
    guard='' since=''
    { read -r guard since <"$home/run/guard"; } 2>/dev/null || true
    case $guard in '' | *[!0-9]*) guard='' ;; esac
    [ -n "$guard" ] || return 0
    start_of "$guard"
    [ -n "$since" ] && [ "$since" = "$started" ] || guard=''
}
