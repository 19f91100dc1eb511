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

# json NAME: the values of a field in JSON on standard input, one a line.
json() { grep -o "\"$1\" *: *\"\{0,1\}[^\",}]*" | sed 's/.*: *"\{0,1\}//'; }
