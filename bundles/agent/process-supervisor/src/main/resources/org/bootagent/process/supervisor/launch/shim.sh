# Waits for an agent, and writes down how it ended. Arguments: boot id, exit record, then the command to run and wait for.
# shellcheck shell=sh
boot=$1 exit=$2
shift 2
"$@" &
# Ignores what a terminal, or somebody who means all shells, may send; only after the fork, or the agent would ignore it too.
trap '' HUP INT QUIT USR1 USR2 PIPE ALRM TERM TSTP TTIN TTOU
# Keeps none of our pipes and no directory.
exec </dev/null >/dev/null 2>&1
cd /
set --
read -r stat </proc/$!/stat
wait $!
code=$?
# The exit record is one write. As an older one is written over where it stands, a full disk does not lose it.
printf '%s %s %s\n' "$boot" $code "$stat" 1<>"$exit"
exit $code
