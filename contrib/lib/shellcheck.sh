#!/usr/bin/env bash
# Checks every shell script of the sources with shellcheck. A part of "mvn verify".
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=contrib/lib/prerequisites.sh
. contrib/lib/prerequisites.sh

need shellcheck shellcheck

# Prints the scripts, one a line: *.sh, and what is executable and begins as one.
scripts() {
    find . \( -name target -o -name .git \) -prune -o -type f \( -name '*.sh' -o -perm -100 \) -print | sort | while read -r file; do
        case $file in
            *.sh) echo "$file" ;;
            *) ! head -c 64 "$file" | head -1 | grep -aqE '^#!.*[/ ](ba|da)?sh( |$)' || echo "$file" ;;
        esac
    done
}

# A program puts lines in the places of @NAME@ in a template; variables are set in them.
check() {
    if grep -qE '^@[A-Z]+@$' "$1"; then
        sed -E 's/^@[A-Z]+@$//' "$1" | shellcheck --external-sources --severity=warning --exclude=SC2154 - || {
            echo "(The line numbers are those of $1.)"
            return 1
        }
    else
        shellcheck --external-sources "$1"
    fi
}

count=0
bad=()
while read -r script <&3; do
    count=$((count + 1))
    check "$script" || bad+=("$script")
done 3< <(scripts)
[ "$count" -gt 20 ] || die "Only $count scripts were found; something is wrong with the search."
[ ${#bad[@]} -eq 0 ] || die "shellcheck complains about: ${bad[*]}"
echo "shellcheck: $count scripts are right"
