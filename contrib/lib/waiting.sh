# Sourced by the scripts beside it, after prerequisites.sh: free ports, waiting within bounds, and the fields of JSON.
# shellcheck shell=bash

free_port() {
    local port
    for _ in $(seq 50); do
        port=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || {
            echo "$port"
            return
        }
    done
    die "There is no free port on this machine."
}

# holds_within SECONDS COMMAND...: whether the command succeeds within that time.
holds_within() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.2
    done
}

# until_true SECONDS WHAT COMMAND...: waits until the command succeeds, and dies after that time. A script may define "still_waiting", which is called between tries,
# and set "patience", by which every time is multiplied (default: 5, for a busy machine), and "evidence", which the message ends with.
until_true() {
    local end=$((SECONDS + $1 * ${patience:-5})) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || die "$what did not happen in time${evidence:+; $evidence}"
        still_waiting
        sleep 0.2
    done
}

still_waiting() { :; }

# until_up BOOTER PORT LOG: waits until the Booter with this process number answers, and dies if it ends.
until_up() {
    local booter=$1 port=$2 log=$3
    still_waiting() { kill -0 "$booter" || die "Booter has ended: $(tail -5 "$log")"; }
    until_true 60 "Booter's start" curl -fs "http://127.0.0.1:$port/health"
    still_waiting() { :; }
}

# json NAME: the values of a field in JSON on standard input, one a line.
json() { grep -o "\"$1\" *: *\"\{0,1\}[^\",}]*" | sed 's/.*: *"\{0,1\}//'; }
