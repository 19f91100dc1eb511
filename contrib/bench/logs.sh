#!/usr/bin/env bash
# What an agent's log takes on disk when the agent suddenly writes at 100 MB/s: a real BootAgent with a small cap, an agent that is quiet, bursts, is quiet again,
# and bursts while BootAgent is killed with kill -9 and started again. Prints what was written, whether what is kept is the gapless end of it, the most that was
# on disk against the cap, and BootAgent's memory before and after.
#
#   contrib/bench/logs.sh [--rate MB/S] [--seconds N] [--max-mib N] [--files N] [--output DIRECTORY]
#
# The bound: cap + rate x 0.3 s, where the cap is (files + 1) x max-mib, on a host whose disk takes the rate and that has a processor to spare. While
# BootAgent is gone nothing holds the log to its size. Takes about half a minute more than three times the seconds; writes 3 x rate x seconds, of which it keeps
# the cap. Exit code 1 if a byte is missing or the bound was exceeded. Ends what it starts.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=contrib/lib/prerequisites.sh
. contrib/lib/prerequisites.sh
# shellcheck source=contrib/lib/build.sh
. contrib/lib/build.sh
need_build_tools
need python3 python3
build_distributions >&2
exec python3 contrib/bench/logs.py "$@"
