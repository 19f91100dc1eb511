# Sourced by "bootagent install", "bootagent supersede" and "bootagent unit": what puts this distribution in its place on a host.
# shellcheck shell=dash disable=SC2015,SC2034,SC2154
#
# install puts it below a target directory, "releases/NAME", starts it and waits until it runs. What fails leaves all as it was. In the target:
#
#   releases/NAME  distributions, each as it was unpacked
#   current        a link to the one that is started
#   started        the one that was started last and has run
#   home           the home of BootAgent, unless --home says otherwise
#
# On standard output it says what came of it: installed, upgraded, or unchanged if this distribution runs there already.
set +e
# shellcheck source=runtime/agent/src/main/distribution/lib/home.sh
. "$root/lib/home.sh"
# shellcheck source=runtime/agent/src/main/distribution/lib/trial.sh
. "$root/lib/trial.sh"

readonly START_PATIENCE=60 USAGE=2
units=/etc/systemd/system
systemd=/run/systemd/system
unit=bootagent.service
target='' servers='' conf='' name='' tls='' changed='' work=''

note() { echo "bootagent: $*" >&2; }

fail() {
    note "$*"
    exit 1
}

wrong_usage() {
    note "$*; see bootagent --help"
    exit $USAGE
}

# read_options WORDS: sets what they name, and words, what is left.
read_options() {
    words=''
    while [ $# -gt 0 ]; do
        value=''
        case $1 in
            --*=*)
                option=${1%%=*} value=${1#*=}
                ;;
            --tls)
                option=$1
                ;;
            --*)
                [ $# -gt 1 ] || wrong_usage "$1 needs a value"
                option=$1 value=$2
                shift
                ;;
            *)
                option='' words="${words:+$words }$1"
                ;;
        esac
        shift
        case $option in
            '') ;;
            --target) target=${value%/} ;;
            --servers) servers=$value ;;
            --home) home=$value ;;
            --conf) conf=$value ;;
            --name) name=$value ;;
            --tls) tls=yes ;;
            *) wrong_usage "'$option' is not an option here" ;;
        esac
    done
}

running() { "$target/current/bin/bootagent" status --home "$home" >/dev/null 2>&1; }

# The version of the BootAgent that runs; nothing if none does.
running_version() {
    "$target/current/bin/bootagent" status --home "$home" 2>/dev/null | sed -n '1s/^BootAgent  *\([^ ]*\) on .*/\1/p'
}

# Whether it is systemd that is to run it. Who may not write there has it in the background.
systemd_runs() {
    [ -d "$systemd" ] && [ -d "$units" ] && [ -w "$units" ] && command -v systemctl >/dev/null 2>&1
}

# ours UNIT: the program that it starts is below the target.
ours() { grep -q "^ExecStart=$target/current/bin/bootagent run " "$1" 2>/dev/null; }

# Two installations must not share a directory or a service.
refuse_strangers() {
    [ ! -e "$target/bin/bootagent" ] \
        || fail "$target has a BootAgent that was not installed by this command; upgrade it as it was installed, or give another directory"
    [ -L "$target/current" ] || [ ! -e "$target/current" ] \
        || fail "$target/current is no link, so not of this command; move it away, or give another directory"
    systemd_runs || return 0
    for place in "$units" /run/systemd/system /usr/local/lib/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
        [ ! -e "$place/$unit" ] || ours "$place/$unit" \
            || fail "$place/$unit starts another BootAgent than the one in $target; remove that first, or give its directory"
    done
}

# make_unit: the unit of this distribution, for systemd; the unit of the package unless a target, a home, servers or settings are given.
make_unit() {
    [ -r "$root/lib/$unit" ] || fail "$root has no lib/$unit"
    if [ -z "$target$servers$conf" ] && [ "$home" = /var/lib/bootagent ]; then
        cat "$root/lib/$unit"
        return
    fi
    place=${target:+$target/current}
    place=${place:-$root}
    start="$place/bin/bootagent run --home $home${conf:+ --conf $conf}${servers:+ -S $servers}"
    sed -e "s|^ExecStart=.*|ExecStart=$start \$BOOTAGENT_OPTIONS|" \
        -e "s|^EnvironmentFile=.*|EnvironmentFile=-$home/environment|" \
        -e "s|^Documentation=.*|Documentation=file://$place/share/README.md|" \
        -e '/^StateDirectory/d' "$root/lib/$unit"
}

# Its agents run on.
stop() {
    ! systemd_runs || [ ! -e "$units/$unit" ] || systemctl stop $unit >&2 || return 1
    find_guard
    [ -z "$guard" ] || kill -s TERM "$guard" 2>/dev/null || true
    tries=0
    while find_guard && [ -n "$guard" ]; do
        tries=$((tries + 1))
        [ $tries -lt $START_PATIENCE ] || {
            note "BootAgent (process $guard) does not end"
            return 1
        }
        sleep 1
    done
    ! running || {
        note "a BootAgent works in $home that cannot be told to end: end it, and run this again"
        return 1
    }
}

start() {
    if systemd_runs && [ -e "$units/$unit" ]; then
        systemctl daemon-reload >&2 || return 1
        systemctl enable $unit >&2 || return 1
        systemctl start $unit >&2 || {
            note "it does not start; see journalctl -u $unit"
            return 1
        }
        child=''
    else
        (
            umask 077
            exec nohup "$target/current/bin/bootagent" run --home "$home" ${conf:+--conf "$conf"} -S "$servers" </dev/null >"$target/start.log" 2>&1
        ) &
        child=$!
    fi
    tries=0
    until running; do
        tries=$((tries + 1))
        [ $tries -lt $START_PATIENCE ] && { [ -z "$child" ] || kill -0 "$child" 2>/dev/null; } || {
            note "it was started but does not answer; see $target/start.log and $home/log"
            return 1
        }
        sleep 1
    done
}

# switch_link TO LINK, in one step where the host's mv can.
switch_link() {
    rm -f "$2.next" && ln -s "$1" "$2.next" || return 1
    mv -f -T "$2.next" "$2" 2>/dev/null || { rm -f "$2" && mv "$2.next" "$2"; }
}

# What is changed from here on is what go_back takes back.
remember() {
    before=$(readlink "$target/current") || before=''
    find_guard
    ran=$guard
    [ -n "$ran" ] || ! running || ran=yes
    [ ! -e "$units/$unit" ] || cp -p "$units/$unit" "$work/unit.before"
    keep_trial "$work"
}

switch() {
    changed=yes
    stop || return 1
    [ -d "$home" ] || mkdir -m 700 "$home" || return 1
    if [ -n "$tls" ] && [ ! -e "$home/bootagent.conf" ]; then
        echo "transport.http/tls = true" >"$home/bootagent.conf" || return 1
    fi
    switch_link "$root" "$target/current" || return 1
    supersede "$version was installed on the host by other means" || return 1
    if systemd_runs; then
        cp "$work/$unit" "$units/.$unit.next" && mv -f "$units/.$unit.next" "$units/$unit" || return 1
    fi
    start || return 1
    runs=$(running_version)
    [ "$runs" = "$version" ] || {
        note "it was started, but ${runs:-nothing} runs in the place of $version"
        return 1
    }
    echo "$root" >"$target/started" || return 1
    changed=''
}

# One step of going back; the next ones are taken whatever comes of it.
back() {
    "$@" || {
        whole=''
        note "going back: this failed: $*"
    }
}

go_back() {
    changed='' whole=yes
    back stop
    if [ -n "$before" ]; then
        back switch_link "$before" "$target/current"
    else
        back rm -f "$target/current"
    fi
    if [ -e "$work/unit.before" ]; then
        back cp -p "$work/unit.before" "$units/$unit"
    elif systemd_runs && [ -e "$units/$unit" ]; then
        back systemctl disable $unit >&2
        back rm -f "$units/$unit"
        back systemctl daemon-reload >&2
    fi
    back restore_trial "$work"
    [ -n "$ran" ] || return 0
    if start && [ -n "$whole" ]; then
        note "nothing has changed: the BootAgent of before runs again"
    elif running; then
        note "a BootAgent runs again, but not all is as it was before"
    else
        note "the BootAgent of before does not start again either"
    fi
}

# It was started from this release, and is what runs, not what a job has put in its place since.
is_done() {
    [ "$(readlink "$target/current")" = "$root" ] && [ "$(cat "$target/started" 2>/dev/null)" = "$root" ] || return 1
    runs=$(running_version)
    [ -n "$runs" ] || return 1
    [ "$runs" != "$version" ] || return 0
    note "$runs runs, which $version was upgraded to or is just trying; $version is put in its place"
    return 1
}

finish() {
    status=$?
    # Whatever fails from here on, the rest is done.
    set +e
    trap - EXIT HUP INT TERM
    [ -z "$changed" ] || go_back
    [ -z "$work" ] || rm -rf "$work"
    exit $status
}

# Below the target, whatever directory it was unpacked in.
settle() {
    release=$target/releases/${name:-$version}
    [ "$root" != "$release" ] || return 0
    [ ! -e "$release" ] || fail "$release is there already; give another --name, or install from there"
    mkdir -p "$target/releases" && mv "$root" "$release" || fail "$root could not be moved to $release"
    root=$release
}

install() {
    [ -n "$target" ] || wrong_usage "install needs --target, the directory to install in"
    [ -n "$servers$conf" ] || wrong_usage "install needs --servers"
    case $target in /*) ;; *) wrong_usage "--target must be an absolute path" ;; esac
    trap finish EXIT
    trap 'exit 1' HUP INT TERM
    version=$("$root/bin/bootagent" --version) || fail "the BootAgent in $root does not run on this host"
    refuse_strangers
    settle
    if is_done; then
        note "$version is installed already and runs; nothing is to be done; home $home"
        echo unchanged
        return
    fi
    work=$target/.install.$$
    rm -rf "$work" && mkdir "$work" || fail "$target cannot be written; give another directory, or run this as root"
    ! systemd_runs || make_unit >"$work/$unit"
    remember
    switch || fail "$version could not be put in the place of what was there"
    note "it runs; home $home"
    ! systemd_runs || note "$unit starts it from now on"
    if [ -n "$ran" ]; then echo upgraded; else echo installed; fi
}

command=$1
shift
# What is the home's is its owner's alone.
[ "$command" != supersede ] || umask 077
find_home "$@"
case " $* " in *" --home"*) home_given=yes ;; *) home_given='' ;; esac
read_options "$@"
[ -n "$home_given${BOOTAGENT_HOME:-}" ] || [ -z "$target" ] || home=$target/home
case $command in
    install) install ;;
    supersede) supersede "${words:-another version was installed on the host by other means}" ;;
    unit) make_unit ;;
esac
