# Sourced by contrib/packaging/test.sh: the packages on a Debian that systemd has booted, in a container of its own.
# shellcheck shell=bash disable=SC2154,SC2034

# boot: sets init, the first process of the machine in $root, and enter.
boot() {
    SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=0 systemd-nspawn -q -D "$root" --register=no --keep-unit -b </dev/null >"$out/booted.out" 2>&1 &
    nspawn=$!
    wait_for 300 "the machine boots" booted_up
    enter=(nsenter -t "$init" -m -u -i -p -r -w -- "${environment[@]}")
}

# The container's first process: the child of the one that watches over it. A machine that has booted again has another.
find_init() {
    init=$(pgrep -P "$nspawn" | head -n 1) || true
    [ -n "$init" ]
}

booted_up() {
    find_init || return 1
    case $(nsenter -t "$init" -m -u -i -p -r -w -- systemctl is-system-running 2>/dev/null) in
        running | degraded) ;;
        *) return 1 ;;
    esac
}

shut_down() {
    [ -n "${nspawn:-}" ] || return 0
    # It ends the machine's processes and waits for them.
    kill -TERM "$nspawn" 2>/dev/null || true
    wait "$nspawn" 2>/dev/null || true
    nspawn=
}

booted_root() {
    local tar=$PWD/target/packaging/booted-root.tar
    root=$out/booted
    if [ ! -e "$tar" ]; then
        echo "Making a root that boots"
        rm -rf "$root"
        debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,procps bookworm "$root" >"$out/debootstrap.log" 2>&1 \
            || die "debootstrap failed, see $out/debootstrap.log"
        tar -C "$root" -cf "$tar.new" . && mv "$tar.new" "$tar"
    fi
    rm -rf "$root"
    mkdir -p "$root"
    tar -C "$root" -xf "$tar"
    mkdir -p "$root/etc/booter" "$root/etc/bootagent"
    # The network is this machine's.
    echo "BOOTER_OPTIONS=--http 127.0.0.1:$port" >"$root/etc/booter/environment"
    echo "booter.fleet/step = 2" >"$root/etc/booter/booter.conf"
    echo "host/servers = 127.0.0.1:$port" >"$root/etc/bootagent/bootagent.conf"
    cp "$out"/packages/*.deb "$out/packages/bootagent-1.2.3-1.$(uname -m).tar.xz" "$root/root/"
}

is_active() { inside systemctl is-active "$1"; }
main_pid() { inside systemctl show -p MainPID --value bootagent; }
same_agent() { [ "$(agent_pid)" = "$pid" ]; }
runs_anew() {
    local now
    now=$(main_pid)
    [ "$now" != 0 ] && [ "$now" != "$main" ] && is_active bootagent && same_agent
}
trial_waits() { grep -q '^state=waiting' "$root/var/lib/bootagent/agents/BootAgent/trial"; }
version_runs() { status | grep -q "\"version\" *: *\"bootagent-$1-"; }
agent_lives() { inside kill -0 "$pid"; }

booted() {
    need systemd-nspawn systemd-container pgrep procps nsenter util-linux
    booted_root
    boot
    check "dpkg installs and starts both packages" inside dpkg -i --force-confold /root/booter_1.2.1-1_amd64.deb /root/bootagent_1.2.1-1_amd64.deb
    check "nothing is said of a missing server where one is named" not grep -q 'it knows no server' "$out/said.log"
    wait_for 300 "booter.service is up" is_active booter
    wait_for 300 "bootagent.service is up" is_active bootagent
    wait_for 300 "the host registers with its version" reports_version 1.2.1
    agent_runs_here
    stops_and_starts
    is_killed
    is_watched
    upgraded_while_upgrading
    reboots
    purged
    shut_down
}

# As test.sh's agent_runs; the pid is the machine's own.
agent_runs_here() {
    local sn
    printf '#!/bin/sh\nexec sleep 1000\n' >"$root/root/sleeper"
    chmod +x "$root/root/sleeper"
    sn=$(hosts | grep -o '"agentsn" *: *"[^"]*' | sed 's/.*"//')
    check "a job installs an agent" inside booterctl install "$sn" sleeper --package /root/sleeper --restart fast --wait --timeout 300
    pid=$(agent_pid)
    check "the agent runs" agent_lives
}

stops_and_starts() {
    check "systemd stops it" inside systemctl stop bootagent
    check "the agent runs on" agent_lives
    check "systemd starts it" inside systemctl start bootagent
    wait_for 300 "the agent is taken up again" same_agent
}

is_killed() {
    main=$(main_pid)
    check "its main process is killed" inside kill -9 "$main"
    wait_for 300 "systemd starts it again, and the agent has kept its pid" runs_anew
}

# WatchdogSec= of the unit. All of it: what watches the JVM speaks to systemd while it can.
is_watched() {
    main=$(main_pid)
    check "all of its processes are frozen" inside pkill -STOP -P "$main"
    check "so is its main process" inside kill -STOP "$main"
    wait_for 400 "the watchdog has it killed and started again, and the agent has kept its pid" runs_anew
    check "it was the watchdog" inside sh -c 'journalctl -u bootagent --no-pager | grep -q "Watchdog timeout"'
}

upgraded_while_upgrading() {
    local sn
    sn=$(hosts | grep -o '"agentsn" *: *"[^"]*' | sed 's/.*"//')
    check "a self-upgrade is asked for" inside booterctl upgrade "$sn" BootAgent --package "/root/bootagent-1.2.3-1.$(uname -m).tar.xz" --health-window 20
    wait_for 300 "it is on trial" test -e "$root/var/lib/bootagent/agents/BootAgent/trial"
    # Nobody is there to prove itself to.
    check "the server goes away" inside systemctl stop booter
    wait_for 400 "the self-upgrade is pending" trial_waits
    check "dpkg upgrades" inside dpkg -i --force-confold /root/bootagent_1.2.2-1_amd64.deb
    wait_for 300 "the package's version runs" version_runs 1.2.2
    check "the server is back" inside systemctl start booter
    wait_for 300 "the host reports the package's version" reports_version 1.2.2
    check "the agent has kept its pid" same_agent
    check "the self-upgrade is not taken up again" version_runs 1.2.2
}

reboots() {
    local before=$init
    inside systemctl reboot >/dev/null 2>&1 || true
    wait_for 300 "the machine goes down" not kill -0 "$before"
    # Some containers come back by themselves, some end.
    wait_for 60 "it has ended or is back" ended_or_back
    if kill -0 "$nspawn" 2>/dev/null; then
        wait_for 300 "the machine boots again" booted_up
        enter=(nsenter -t "$init" -m -u -i -p -r -w -- "${environment[@]}")
    else
        boot
    fi
    wait_for 300 "bootagent.service is up" is_active bootagent
    wait_for 300 "the agent runs again" agent_is_back
    wait_for 300 "the host reports the package's version" reports_version 1.2.2
}

ended_or_back() { ! kill -0 "$nspawn" 2>/dev/null || find_init; }

agent_is_back() {
    pid=$(agent_pid)
    [ "${pid:-0}" != 0 ] && agent_lives
}

purged() {
    check "dpkg purges" inside dpkg -P bootagent
    wait_for 60 "the agent has been ended" not agent_lives
    check "the home is gone" test ! -e "$root/var/lib/bootagent"
    check "the configuration is gone" test ! -e "$root/etc/bootagent"
    check "systemd knows no bootagent.service" not inside systemctl cat bootagent.service
}
