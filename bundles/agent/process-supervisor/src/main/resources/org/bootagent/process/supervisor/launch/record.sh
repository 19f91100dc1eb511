# Writes the record of this process, in a single write. Arguments: process record, boot id, log, then others.
# A host agent that comes up while the record is not yet written finds the shim's command line in /proc instead. An older record is
# written over where it stands, as that needs no space: on a full disk an agent is started again all the same.
# shellcheck shell=sh disable=SC2034
read -r stat </proc/$$/stat && printf '%s %s\n' "$2" "$stat" 1<>"$1" || exit 125
log=$3
shift 3
