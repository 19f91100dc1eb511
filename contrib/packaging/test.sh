#!/usr/bin/env bash
# Installs, upgrades and removes the packages in a clean Debian root that has no Java: the host agent and the control server run
# there on the runtime they bring. Then on a Debian that systemd has booted: up, stop, kill, watchdog, upgrade, reboot, purge.
# Needs root, and Debian's archive for the first roots, which are kept in target/packaging.
#
#   contrib/packaging/test.sh [--no-build] [--booted]
#
#   --no-build   takes the packages of the run before
#   --booted     on the booted machine only
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=contrib/lib/prerequisites.sh
. contrib/lib/prerequisites.sh
# shellcheck source=contrib/lib/waiting.sh
. contrib/lib/waiting.sh
# shellcheck source=contrib/packaging/booted.sh
. contrib/packaging/booted.sh

[ "$(id -u)" = 0 ] || die "Only root can make a clean root; run this as root."
need debootstrap debootstrap rpm rpm dpkg-deb dpkg
out=$PWD/target/packaging/test
root=$out/root
cached=$PWD/target/packaging/clean-root.tar
passed=0

check() {
    local what=$1
    shift
    # A check may look at what the one before it has said.
    [ ! -e "$out/check.log" ] || mv "$out/check.log" "$out/said.log"
    if "$@" >"$out/check.log" 2>&1; then
        passed=$((passed + 1))
        echo "ok    $what"
    else
        cat "$out/check.log"
        tail -n 20 "$out"/*.out 2>/dev/null || true
        die "FAILED $what: $*"
    fi
}

# wait_for SECONDS WHAT COMMAND ...
wait_for() {
    local seconds=$1 what=$2
    shift 2
    if holds_within "$seconds" "$@"; then
        check "$what" true
    else
        check "$what" "$@"
    fi
}

not() { ! "$@"; }
inside() { "${enter[@]}" "$@"; }

clean_root() {
    leave_root
    if [ ! -e "$cached" ]; then
        echo "Making a clean root"
        rm -rf "$root"
        debootstrap --variant=minbase bookworm "$root" >"$out/debootstrap.log" 2>&1 || die "debootstrap failed, see $out/debootstrap.log"
        tar -C "$root" -cf "$cached.new" . && mv "$cached.new" "$cached"
    fi
    rm -rf "$root"
    mkdir -p "$root"
    tar -C "$root" -xf "$cached"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount --make-rslave "$root/dev"
}

leave_root() {
    local pid
    for pid in ${running[@]+"${running[@]}"}; do
        kill "$pid" 2>/dev/null || continue
        wait "$pid" 2>/dev/null || true
    done
    running=()
    # What an agent left behind; only what lives in our root.
    for pid in /proc/[0-9]*; do
        if [ "$(readlink "$pid/root" 2>/dev/null || true)" = "$root" ]; then kill -9 "${pid#/proc/}" || true; fi
    done
    sleep 0.2
    if mountpoint -q "$root/dev"; then umount -R "$root/dev"; fi
    if mountpoint -q "$root/proc"; then umount "$root/proc"; fi
}

run_inside() {
    local name=$1
    shift
    # The pid is the program's own: each step execs the next.
    (exec "${enter[@]}" "$@") >"$out/$name.out" 2>&1 &
    running+=($!)
}

packages() {
    contrib/package.sh BootAgent 1.2.1-1 --fast --output "$out/packages"
    contrib/package.sh BootAgent 1.2.2-1 --fast --output "$out/packages" --format deb,rpm
    contrib/package.sh BootAgent 1.2.3-1 --fast --output "$out/packages" --format tar.xz
    contrib/package.sh Booter 1.2.1-1 --fast --output "$out/packages" --format deb,rpm
}

reproducible() {
    contrib/package.sh BootAgent 1.2.1-1 --fast --output "$out/again"
    local file
    for file in "$out"/again/*; do
        check "$(basename "$file") is the same, byte by byte, when made again" cmp "$file" "$out/packages/$(basename "$file")"
    done
}

status() { inside bootagent status --json; }
agent_pid() { inside bootagent agents --json | json pid; }
hosts() { inside booterctl hosts --json; }
reports_version() { hosts | grep -q "bootagent-$1-$(uname -m)"; }

deb() {
    clean_root
    cp "$out"/packages/*.deb "$root/root/"
    check "there is no Java in the root" not inside sh -c 'command -v java'
    check "dpkg installs both packages" inside dpkg -i /root/booter_1.2.1-1_amd64.deb /root/bootagent_1.2.1-1_amd64.deb
    check "the package says how to name a server" grep -q 'bootagent: it knows no server yet.*host/servers = ' "$out/said.log"
    check "the home is its owner's alone" test "$(stat -c %a "$root/var/lib/bootagent")" = 700
    check "the archive of classes has been made" test -s "$root/opt/bootagent/lib/bootagent.jsa"
    check "bootagent says its version" test "$(inside bootagent --version)" = "bootagent-1.2.1-$(uname -m)"
    check "bootagent finds its configuration right" inside bootagent run -T --conf /etc/bootagent/bootagent.conf
    # Hosts report every 2 s.
    echo "booter.fleet/step = 2" >>"$root/etc/booter/booter.conf"
    run_inside booter setpriv --reuid booter --regid booter --clear-groups booter run --home /var/lib/booter --conf /etc/booter/booter.conf --http "127.0.0.1:$port"
    wait_for 30 "Booter runs" curl -fs "http://127.0.0.1:$port/health"
    echo "# edited" >>"$root/etc/bootagent/bootagent.conf"
    echo "host/servers = 127.0.0.1:$port" >>"$root/etc/bootagent/bootagent.conf"
    run_inside bootagent bootagent run --conf /etc/bootagent/bootagent.conf
    bootagent=${running[-1]}
    wait_for 30 "the host registers with its version" reports_version 1.2.1
    agent_runs
    upgrade_deb
    remove_deb
    leave_root
}

agent_runs() {
    local sn
    printf '#!/bin/sh\nexec sleep 1000\n' >"$root/root/sleeper"
    chmod +x "$root/root/sleeper"
    sn=$(hosts | grep -o '"agentsn" *: *"[^"]*' | sed 's/.*"//')
    check "a job installs an agent" inside booterctl install "$sn" sleeper --package /root/sleeper --wait --timeout 60
    pid=$(agent_pid)
    check "the agent runs" kill -0 "$pid"
}

upgrade_deb() {
    check "dpkg upgrades" inside dpkg -i --force-confold /root/bootagent_1.2.2-1_amd64.deb
    check "the edited configuration is kept" grep -q '^# edited' "$root/etc/bootagent/bootagent.conf"
    check "the archive of classes is a new one" test "$root/opt/bootagent/lib/bootagent.jsa" -nt "$root/opt/bootagent/lib/distribution.properties"
    # What systemd does on a host that is not only a directory.
    kill "$bootagent"
    wait "$bootagent" || true
    run_inside bootagent bootagent run --conf /etc/bootagent/bootagent.conf
    bootagent=${running[-1]}
    wait_for 30 "the host reports the new version" reports_version 1.2.2
    check "the agent has kept its pid" test "$(agent_pid)" = "$pid"
}

remove_deb() {
    kill "$bootagent"
    wait "$bootagent" || true
    check "dpkg removes" inside dpkg -r bootagent
    check "the home is kept" test -e "$root/var/lib/bootagent/metafile.json"
    check "the agent still runs" kill -0 "$pid"
    check "nothing is left in /opt" test ! -e "$root/opt/bootagent"
    check "dpkg purges" inside dpkg -P bootagent
    wait_for 5 "the agent has been ended" not kill -0 "$pid"
    check "the home is gone" test ! -e "$root/var/lib/bootagent"
    check "the configuration is gone" test ! -e "$root/etc/bootagent"
}

# Debian's rpm knows of no Debian package, so requirements are not checked.
rpm_inside() { rpm --root "$root" --dbpath /var/lib/rpm --nodeps "$@"; }

rpms() {
    clean_root
    local arch
    arch=$(uname -m)
    check "rpm installs" rpm_inside -i "$out/packages/bootagent-1.2.1-1.$arch.rpm"
    check "the rpm says how to name a server" grep -q 'bootagent: it knows no server yet.*host/servers = ' "$out/said.log"
    check "bootagent of the rpm says its version" test "$(inside bootagent --version)" = "bootagent-1.2.1-$arch"
    check "the archive of classes has been made" test -s "$root/opt/bootagent/lib/bootagent.jsa"
    echo "# edited" >>"$root/etc/bootagent/bootagent.conf"
    check "rpm upgrades" rpm_inside -U "$out/packages/bootagent-1.2.2-1.$arch.rpm"
    check "bootagent is the new version" test "$(inside bootagent --version)" = "bootagent-1.2.2-$arch"
    check "the edited configuration is kept" grep -q '^# edited' "$root/etc/bootagent/bootagent.conf"
    check "the archive of classes has been made again" test -s "$root/opt/bootagent/lib/bootagent.jsa"
    check "rpm erases" rpm_inside -e bootagent
    check "nothing is left in /opt" test ! -e "$root/opt/bootagent"
    check "the home is kept" test -d "$root/var/lib/bootagent"
    check "rpm installs Booter" rpm_inside -i "$out/packages/booter-1.2.1-1.$arch.rpm"
    check "Booter's user has its home" test "$(inside stat -c %U /var/lib/booter)" = booter
    check "booter says its version" test "$(inside booter --version)" = "booter-1.2.1-$arch"
    leave_root
}

tarball() {
    local directory=$out/tarball
    rm -rf "$directory"
    mkdir -p "$directory"
    tar -C "$directory" -xJf "$out/packages/bootagent-1.2.1-1.$(uname -m).tar.xz"
    check "the tarball runs where it is unpacked" env -i PATH=/usr/bin:/bin "$directory/bootagent-1.2.1/bin/bootagent" --version
}

units() {
    if ! command -v systemd-analyze >/dev/null; then
        echo "skip  the units: there is no systemd-analyze here"
        return
    fi
    local unit
    mkdir -p "$out/units"
    for unit in runtime/*/src/main/distribution/lib/*.service; do
        sed 's|^ExecStart=[^ ]*|ExecStart=/bin/true|' "$unit" >"$out/units/$(basename "$unit")"
        systemd-analyze verify "$out/units/$(basename "$unit")" >"$out/verify.log" 2>&1 || true
        check "$(basename "$unit") is right" not grep -F "$(basename "$unit")" "$out/verify.log"
    done
}

running=()
port=$((20000 + RANDOM % 10000))
environment=(/usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "BOOTER_URL=http://127.0.0.1:$port" DEBIAN_FRONTEND=noninteractive)
enter=(chroot "$root" "${environment[@]}")
build=yes only_booted=
for word in "$@"; do
    case $word in
        --no-build) build= ;;
        --booted) only_booted=yes ;;
        *) die "Usage: contrib/packaging/test.sh [--no-build] [--booted]" ;;
    esac
done
mkdir -p "$out"
trap 'shut_down; leave_root' EXIT
if [ -n "$build" ]; then
    packages
    [ -n "$only_booted" ] || reproducible
fi
if [ -z "$only_booted" ]; then
    tarball
    units
    deb
    rpms
fi
booted
echo "$passed checks passed"
