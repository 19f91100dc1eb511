# Joins control groups, before the first instruction of what follows. Arguments: files to write the own pid to, one a line, then others.
# shellcheck shell=sh
IFS='
'
for procs in $1; do
    echo $$ >"$procs" || exit 125
done
unset IFS
shift
