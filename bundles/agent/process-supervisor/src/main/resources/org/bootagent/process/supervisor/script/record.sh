# Writes the record of a script's process. Arguments: process record, boot id, then others.
# On a full disk it goes without the record: the mark in their environment tells the script's processes too.
# shellcheck shell=sh
{ read -r stat </proc/$$/stat && printf '%s %s\n' "$2" "$stat" >"$1"; } 2>/dev/null
shift 2
