#!/bin/sh
# Installs BootAgent on this host and starts it, or upgrades what was installed so. Run it again
# whenever you like: what is done already is not done again. What fails leaves all as it was.
set -eu

server=@SERVER@
servers=@SERVERS@
tls=@TLS@
target=@TARGET@
callback=@CALLBACK@
outcome_wanted=@OUTCOME@
uncalled=@UNCALLED@
home=$target/home
units=/etc/systemd/system
unit=bootagent.service
systemd=/run/systemd/system
silence=30

say() { echo "bootagent: $*"; }
complain() { echo "bootagent: $*" >&2; }

fail() {
    echo "bootagent: $*" >&2
    exit 1
}

# One of these is on every host, but not always the same one. However slow a server is, one that sends nothing at all is not waited for.
fetch() {
    if command -v curl >/dev/null 2>&1; then
        curl -gfsS --retry 3 --connect-timeout $silence --speed-limit 1 --speed-time $silence -o "$2" "$1"
    elif command -v wget >/dev/null 2>&1; then
        wget -q -T $silence -t 4 -O "$2" "$1"
    else
        fail "neither curl nor wget is on this host; install one of them and run this again"
    fi
}

digest() {
    if command -v sha256sum >/dev/null 2>&1; then
        sha256sum "$1" | cut -d ' ' -f 1
    else
        shasum -a 256 "$1" | cut -d ' ' -f 1
    fi
}

choose() {
    arch=$(uname -m)
    case $arch in
@PACKAGES@
        *) fail "$server has no package for $arch; push bootagent-VERSION-RELEASE.$arch.tar.xz to it" ;;
    esac
}

unpack() {
    command -v tar >/dev/null 2>&1 || fail "tar is not on this host; install it and run this again"
    case $file in
        *.xz) command -v xz >/dev/null 2>&1 || fail "xz is not on this host (xz-utils); install it and run this again" ;;
    esac
    say "fetching $server/packages/$file"
    fetch "$server/api/v1/deploy/sidecar/install/download?file=$file" "$work/$file" \
        || fail "$file could not be fetched from $server"
    found=$(digest "$work/$file")
    [ "$found" = "$sha256" ] || fail "what came as $file has the SHA-256 $found, must have $sha256; run this again"
    mkdir "$work/release"
    tar -xf "$work/$file" -C "$work/release" --strip-components=1 || fail "$file could not be unpacked in $target"
    [ -x "$work/release/bin/bootagent" ] || fail "$file is no package of BootAgent: it has no bin/bootagent"
    mkdir -p "$target/releases"
    mv "$work/release" "$release"
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

# The program that a file of systemd's starts is below here.
ours() { grep -q "^ExecStart=$target/current/bin/bootagent run " "$1" 2>/dev/null; }

# Two installations must not share a directory or a service.
refuse_strangers() {
    [ ! -e "$target/bin/bootagent" ] \
        || fail "$target has a BootAgent that this script did not install; upgrade it as it was installed, or give another TargetPath"
    [ -L "$target/current" ] || [ ! -e "$target/current" ] \
        || fail "$target/current is no link, so not of this script; move it away, or give another TargetPath"
    systemd_runs || return 0
    for place in "$units" /run/systemd/system /usr/local/lib/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
        [ ! -e "$place/$unit" ] || ours "$place/$unit" \
            || fail "$place/$unit starts another BootAgent than the one in $target; remove that first, or give its TargetPath"
    done
}

# Sets since, which no later process of this number has; empty if there is none.
look_at() {
    since=''
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    [ "$1" = Z ] || since=${20:-}
}

# Sets pid: of the BootAgent that works in the home; empty if there is none.
find_guard() {
    pid='' claimed=''
    { read -r pid claimed <"$home/run/guard"; } 2>/dev/null || true
    case $pid in '' | *[!0-9]*) pid='' ;; esac
    [ -n "$pid" ] || return 0
    look_at "$pid"
    [ -n "$since" ] && [ "$since" = "$claimed" ] || pid=''
}

# Its agents run on.
stop() {
    ! systemd_runs || [ ! -e "$units/$unit" ] || systemctl stop $unit || return 1
    find_guard
    [ -z "$pid" ] || kill -s TERM "$pid" 2>/dev/null || true
    tries=0
    while find_guard && [ -n "$pid" ]; do
        tries=$((tries + 1))
        [ $tries -lt 60 ] || { complain "BootAgent (process $pid) does not end"; return 1; }
        sleep 1
    done
    ! running || { complain "a BootAgent works in $home that cannot be told to end: end it, and run this again"; return 1; }
}

make_unit() {
    [ -r "$release/share/$unit" ] || fail "$file has no share/$unit"
    sed -e "s|^ExecStart=.*|ExecStart=$target/current/bin/bootagent run --home $home -S $servers \$BOOTAGENT_OPTIONS|" \
        -e "s|^EnvironmentFile=.*|EnvironmentFile=-$home/environment|" \
        -e "s|^Documentation=.*|Documentation=file://$target/current/share/README.md|" \
        -e '/^StateDirectory/d' "$release/share/$unit" >"$work/$unit"
    ours "$work/$unit" || fail "the $unit in $file says nothing of what it starts"
}

point() {
    rm -f "$2.next" && ln -s "$1" "$2.next" || return 1
    mv -f -T "$2.next" "$2" 2>/dev/null || { rm -f "$2" && mv "$2.next" "$2"; }
}

start() {
    if systemd_runs && [ -e "$units/$unit" ]; then
        systemctl daemon-reload || return 1
        systemctl enable $unit || return 1
        systemctl start $unit || { complain "it does not start; see journalctl -u $unit"; return 1; }
        child=''
    else
        (
            umask 077
            exec nohup "$target/current/bin/bootagent" run --home "$home" -S "$servers" </dev/null >"$target/start.log" 2>&1
        ) &
        child=$!
    fi
    tries=0
    until running; do
        tries=$((tries + 1))
        [ $tries -lt 60 ] && { [ -z "$child" ] || kill -0 "$child" 2>/dev/null; } || {
            complain "it was started but does not answer; see $target/start.log and $home/log"
            return 1
        }
        sleep 1
    done
}

# What is changed from here on is what go_back takes back.
remember() {
    before=$(readlink "$target/current") || before=''
    find_guard
    ran=$pid
    [ -n "$ran" ] || ! running || ran=yes
    [ ! -e "$units/$unit" ] || cp -p "$units/$unit" "$work/unit.before"
    # What it has upgraded itself to is put away when what it was installed with changes.
    for link in current previous; do
        to=$(readlink "$home/agents/BootAgent/$link") && echo "$to" >"$work/$link.before" || true
    done
    [ ! -e "$home/agents/BootAgent/trial" ] || cp -p "$home/agents/BootAgent/trial" "$work/trial.before"
}

switch() {
    changed=yes
    stop || return 1
    [ -d "$home" ] || mkdir -m 700 "$home" || return 1
    if [ "$tls" = true ] && [ ! -e "$home/bootagent.conf" ]; then
        echo "transport.http/tls = true" >"$home/bootagent.conf" || return 1
    fi
    point "$release" "$target/current" || return 1
    supersede || return 1
    if systemd_runs; then
        cp "$work/$unit" "$units/.$unit.next" && mv -f "$units/.$unit.next" "$units/$unit" || return 1
    fi
    start || return 1
    runs=$(running_version)
    [ "$runs" = "$version" ] || { complain "it was started, but ${runs:-nothing} runs in the place of $version"; return 1; }
    echo "$release" >"$target/started" || return 1
    changed=''
}

# One step of going back; the next ones are taken whatever comes of it.
back() {
    "$@" || {
        whole=''
        complain "going back: this failed: $*"
    }
}

go_back() {
    changed='' whole=yes
    back stop
    if [ -n "$before" ]; then
        back point "$before" "$target/current"
    else
        back rm -f "$target/current"
    fi
    if [ -e "$work/unit.before" ]; then
        back cp -p "$work/unit.before" "$units/$unit"
    elif systemd_runs && [ -e "$units/$unit" ]; then
        back systemctl disable $unit
        back rm -f "$units/$unit"
        back systemctl daemon-reload
    fi
    for link in current previous; do
        [ ! -e "$work/$link.before" ] || back point "$(cat "$work/$link.before")" "$home/agents/BootAgent/$link"
    done
    [ ! -e "$work/trial.before" ] || back cp -p "$work/trial.before" "$home/agents/BootAgent/trial"
    [ -n "$ran" ] || return 0
    if start && [ -n "$whole" ]; then
        complain "nothing has changed: the BootAgent of before runs again"
    elif running; then
        complain "a BootAgent runs again, but not all is as it was before"
    else
        complain "the BootAgent of before does not start again either"
    fi
}

# It was started from this release, and is what runs, not what a job has put in its place since.
is_done() {
    [ "$(readlink "$target/current")" = "$release" ] && [ "$(cat "$target/started" 2>/dev/null)" = "$release" ] || return 1
    runs=$(running_version)
    [ -n "$runs" ] || return 1
    version=$("$release/bin/bootagent" --version) || return 1
    [ "$runs" != "$version" ] || return 0
    say "$runs runs, which $file was upgraded to or is just trying; $version is put in its place"
    return 1
}

# A job that upgrades it, or did, would have its version started and not the release. These are the guard's own words for that it is over.
supersede() {
    self=$home/agents/BootAgent
    if [ -e "$self/trial" ]; then
        sed -e 's/^state=.*/state=superseded/' -e 's/^fault=.*/fault=superseded/' \
            -e "s/^reason=.*/reason=$file was installed on the host by other means/" "$self/trial" >"$self/.trial.new" \
            && mv -f "$self/.trial.new" "$self/trial" || return 1
    fi
    rm -f "$self/current" "$self/previous"
}

install() {
    release=$target/releases/$(echo "$sha256" | cut -c 1-12)
    if is_done; then
        result=unchanged
        say "$file is installed already and runs; nothing is to be done; home $home"
        return
    fi
    if [ -d "$release" ]; then
        say "$file is unpacked already in $release"
    else
        unpack
    fi
    version=$("$release/bin/bootagent" --version) || fail "$file does not run on this host"
    ! systemd_runs || make_unit
    remember
    switch || fail "$file could not be put in the place of what was there"
    result=installed
    [ -z "$ran" ] || result=upgraded
    say "it runs; home $home"
    ! systemd_runs || say "$unit starts it from now on"
}

# Of what this script has installed; a stranger's program is not started to ask it.
serial_number() {
    [ -L "$target/current" ] || return 0
    "$target/current/bin/bootagent" status --json --home "$home" 2>/dev/null \
        | tr ',{}' '\n\n\n' | sed -n 's/^ *"agentsn" *: *"\([0-9a-f-]*\)".*/\1/p' | head -n 1
}

# Nowhere else but there, and not for long. The headers are those that a server of EasyAgent sends when a sidecar registers.
call_back() {
    url=$1
    set -- --header "SID: $id" --header "HostName: $(uname -n)" --header "IP: $ip"@HEADERS@
    if command -v curl >/dev/null 2>&1; then
        curl -gfsS --max-time 20 --max-redirs 0 -o /dev/null "$@" "$url"
    else
        wget -q -T 20 -t 1 --max-redirect=0 -O /dev/null "$@" "$url"
    fi || complain "$callback could not be told"
}

# Booter first: its answer says by which address it knows this host.
tell() {
    id=$(serial_number) || id=''
    outcome="client_id=$id&install_type=bootagent&msg=$(printf %s "$2" | base64 | sed 's/=/%3D/g')&install_res=$1"
    told=${work:+$work/told}
    ip=''
    if fetch "$server/api/v1/deploy/sidecar/install/callback?$outcome" "${told:-/dev/null}"; then
        [ -z "$told" ] || ip=$(sed -n 's/.*"ip" *: *"\([0-9A-Fa-f.:]*\)".*/\1/p' "$told")
    else
        say "$server could not be told"
    fi
    case $outcome_wanted$callback in
        '') ;;
        yes*\?*) call_back "$callback&$outcome" ;;
        yes?*) call_back "$callback?$outcome" ;;
        *) [ "$1" != success ] || call_back "$callback" ;;
    esac
    [ -z "$uncalled" ] || complain "$uncalled is not told: this Booter's operator does not allow it (booter.easyagent.deploy/callback)"
}

finish() {
    status=$?
    # Whatever fails from here on, the rest is done.
    set +e
    trap - EXIT HUP INT TERM
    [ -z "$changed" ] || go_back
    [ -z "$work" ] || rm -rf "$work"
    work=''
    [ $status = 0 ] || (tell failed failed)
    exit $status
}

# Sets other: whoever else has a mark here and lives. What the dead have left goes: their marks are nobody else's, so whoever sees them first may do it.
find_other() {
    for mark in "$target"/.installing*; do
        other=${mark##*/.installing}
        other=${other#.}
        [ -e "$mark" ] && [ "$other" != "$own" ] || continue
        since=''
        case ${other%%.*} in
            '' | *[!0-9]*) ;;
            *) look_at "${other%%.*}" ;;
        esac
        [ -z "$since" ] || [ "$other" != "${other%%.*}.$since" ] || return 0
        rm -rf "$mark"
    done
    return 1
}

# Makes the directory this process's alone. Each sets its mark and looks for others' only then, so of two at once at least one sees the other; the one with
# the lower number gives the other time to give way. Who has looked and seen nobody never gives way.
claim() {
    look_at $$
    [ -n "$since" ] || fail "/proc does not tell of this process; mount it and run this again"
    own=$$.$since
    work=$target/.installing.$own
    reason=$(mkdir "$work" 2>&1) || fail "$target cannot be written ($reason); give another TargetPath, or run this as root"
    tries=0
    while find_other; do
        tries=$((tries + 1))
        [ $$ -lt "${other%%.*}" ] && [ $tries -lt 5 ] || fail "it is being installed already, by process ${other%%.*}"
        sleep 1
    done
}

# The whole script has arrived when this is reached.
main() {
    umask 022
    changed='' work=''
    trap finish EXIT
    trap 'exit 1' HUP INT TERM
    choose
    refuse_strangers
    mkdir -p "$target" || fail "$target cannot be made; give another TargetPath, or run this as root"
    claim
    install
    tell success "$result"
}

main
