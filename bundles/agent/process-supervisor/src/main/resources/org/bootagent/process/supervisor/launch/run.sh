# Becomes the program, and tells on descriptor 3 how that went. Arguments: the program and its arguments.
# shellcheck shell=sh
trap 'echo "failed $?" >&3' EXIT
echo trying >&3
{ exec "$@"; } 3>&-
exit $?
