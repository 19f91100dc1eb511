#!/bin/sh
# Installs BootAgent on this host and starts it, or upgrades what was installed so: fetches the
# package, verifies it and has it install itself. Run it again whenever you like: what is done
# already is not done again. What fails leaves all as it was.
set -eu

server=@SERVER@
servers=@SERVERS@
tls=@TLS@
target=@TARGET@
callback=@CALLBACK@
outcome_wanted=@OUTCOME@
uncalled=@UNCALLED@
home=$target/home
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

# Fetches the package into the work directory and unpacks it there, once it is what was offered.
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
    [ -r "$work/release/lib/install.sh" ] \
        || fail "$file is no package of BootAgent that installs itself; push one made by this version's contrib/package.sh"
}

# Sets since, which no later process of this number has; empty if there is none.
look_at() {
    since=''
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    [ "$1" = Z ] || since=${20:-}
}

# The package does the rest, and takes back what it has changed if that fails.
install() {
    name=$(echo "$sha256" | cut -c 1-12)
    release=$target/releases/$name
    if [ -x "$release/bin/bootagent" ]; then
        say "$file is unpacked already in $release"
    else
        unpack
        release=$work/release
    fi
    set -- --target "$target" --servers "$servers" --name "$name"
    [ "$tls" != true ] || set -- "$@" --tls
    result=$("$release/bin/bootagent" install "$@") || fail "$file could not be installed"
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
    [ -z "$work" ] || rm -rf "$work"
    work=''
    # Nothing is left of an installation that was refused.
    rmdir "$target" 2>/dev/null
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
    work=''
    trap finish EXIT
    trap 'exit 1' HUP INT TERM
    choose
    mkdir -p "$target" || fail "$target cannot be made; give another TargetPath, or run this as root"
    claim
    install
    tell success "$result"
}

main
