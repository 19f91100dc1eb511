# Sourced, and part of the package's scripts: which process is which.
# shellcheck shell=dash disable=SC2034

# start_in LINE: sets started to the start time in a line of /proc/PID/stat; empty if the process has ended.
start_in() {
    # The command before the last bracket may hold anything.
    # shellcheck disable=SC2086
    set -- ${1##*) }
    started=${20:-}
    [ "$1" != Z ] || started=''
}

# start_of PID: sets started, which no later process of this pid has; empty if there is none.
start_of() {
    started=''
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
    start_in "$stat"
}
