# Takes from BootAgent what is not meant for what it runs. Arguments: how many files may be open (or nothing), the working directory, then others.
# BootAgent's unit asks to be spared by the out-of-memory killer, and its runtime may open many files: there are programs that close
# all they could have.
# shellcheck shell=sh disable=SC3045
umask 022
{ echo 0 >/proc/self/oom_score_adj; } 2>/dev/null
if [ -n "$1" ]; then ulimit -n "$1" || exit 125; else ulimit -S -n 1024 2>/dev/null; fi
cd "$2" || exit 125
shift 2
