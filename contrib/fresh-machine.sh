#!/usr/bin/env bash
# Runs both commands of the README, contrib/quickstart.sh and contrib/test.sh, on a bare Debian that has nothing else: debootstrap's
# minimal variant in a directory of its own, target/fresh-machine/12 or 13. Needs root, Debian's archive and a Maven repository.
#
#   contrib/fresh-machine.sh [12|13]               both commands (default: Debian 13)
#   contrib/fresh-machine.sh [12|13] COMMAND ...   this command only, in the place of the sources there, such as: 12 contrib/quickstart.sh
#   contrib/fresh-machine.sh --keep ...            keeps the machine, and goes on with the one that was kept
#
# It takes along what the way to the network needs on this machine: its own certificate authorities, the settings of apt and Maven, and
# the variables of proxies. Processes and mounts live in namespaces of their own, and are gone when this ends, however it ends.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=contrib/lib/prerequisites.sh
. contrib/lib/prerequisites.sh

usage() { die "$(sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' contrib/fresh-machine.sh)"; }

keep='' debian=13
while [ $# -gt 0 ]; do
    case $1 in
        --keep) keep=yes ;;
        12 | 13) debian=$1 ;;
        -*) usage ;;
        *) break ;;
    esac
    shift
done
case $debian in
    12) suite=bookworm ;;
    13) suite=trixie ;;
esac
[ "$(id -u)" = 0 ] || die "Only root can make a machine; run this as root."
need debootstrap debootstrap unshare util-linux
machine=$PWD/target/fresh-machine/$debian
root=$machine/root

make_machine() {
    echo "== Making a bare Debian $debian ($suite)"
    rm -rf "$root"
    mkdir -p "$root"
    debootstrap --variant=minbase "$suite" "$root" >"$machine/debootstrap.log" 2>&1 \
        || die "debootstrap failed, see $machine/debootstrap.log"
    take_settings_along
}

# copy SOURCE TARGET: what a directory has, if there is any.
copy() {
    [ -d "$1" ] || return 0
    mkdir -p "$root$2"
    cp -a "$1/." "$root$2"
}

# How this machine reaches the network; nothing that a program could be found by.
take_settings_along() {
    local file
    copy /usr/local/share/ca-certificates /usr/local/share/ca-certificates
    copy /etc/apt/apt.conf.d /etc/apt/apt.conf.d
    copy /etc/apt/auth.conf.d /etc/apt/auth.conf.d
    for file in /etc/hosts /etc/resolv.conf; do
        cp --dereference "$file" "$root$file"
    done
    mkdir -p "$root/root/.m2"
    for file in settings.xml settings-security.xml; do
        [ ! -e "$HOME/.m2/$file" ] || cp "$HOME/.m2/$file" "$root/root/.m2/"
    done
}

# As a clone has them, with what is not committed yet.
copy_sources() {
    mkdir -p "$root/src"
    if git rev-parse --git-dir >/dev/null 2>&1; then
        git ls-files -z --cached --others --exclude-standard --deduplicate
    else
        find . -name target -prune -o -type f -print0
    fi | tar -c --ignore-failed-read --null -T - | tar -x -C "$root/src"
}

# inside COMMAND ...: with nothing of this machine but its kernel, its devices and its network.
inside() {
    local variables=() name
    for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
        [ -z "${!name:-}" ] || variables+=("$name=${!name}")
    done
    # shellcheck disable=SC2016 # It is the inner shell that expands them.
    unshare --mount --pid --fork --kill-child sh -euc '
        root=$1
        shift
        mount --bind "$root" "$root"
        mount -t proc proc "$root/proc"
        mount --rbind /sys "$root/sys"
        mount --rbind /dev "$root/dev"
        exec chroot "$root" "$@"
    ' sh "$root" /usr/bin/env -i -C /src HOME=/root TERM="${TERM:-dumb}" \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${variables[@]}" "$@" </dev/null
}

# run COMMAND ...: with its time and its result.
run() {
    local begun=$SECONDS status=0
    echo "== Debian $debian: $*"
    inside "$@" || status=$?
    printf '== Debian %s: %s: exit code %s after %d min %02d s\n' "$debian" "$*" $status $(((SECONDS - begun) / 60)) $(((SECONDS - begun) % 60))
    return $status
}

leave() { [ -n "$keep" ] || rm -rf "$root"; }

trap leave EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$machine"
if [ -z "$keep" ] || [ ! -e "$root/src" ]; then make_machine; fi
copy_sources
if [ $# -gt 0 ]; then
    run "$@"
else
    run contrib/quickstart.sh
    run contrib/test.sh
fi
