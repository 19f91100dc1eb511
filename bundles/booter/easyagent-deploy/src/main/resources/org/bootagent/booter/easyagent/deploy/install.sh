#!/bin/sh
# Installs BootAgent on this host and starts it. Run it again whenever you like:
# what is done already is not done again.
set -eu

server=@SERVER@
servers=@SERVERS@
tls=@TLS@
target=@TARGET@
callback=@CALLBACK@
home=$target/home

say() { echo "bootagent: $*"; }

fail() {
    echo "bootagent: $*" >&2
    exit 1
}

# One of these is on every host, but not always the same one.
fetch() {
    if command -v curl >/dev/null 2>&1; then
        curl -gfsS --retry 3 -o "$2" "$1"
    elif command -v wget >/dev/null 2>&1; then
        wget -q -O "$2" "$1"
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

install() {
    release=$target/releases/$(echo "$sha256" | cut -c 1-12)
    if [ -d "$release" ]; then
        say "$file is unpacked already in $release"
    else
        unpack
    fi
    rm -f "$target/current.next"
    ln -s "$release" "$target/current.next"
    mv -f -T "$target/current.next" "$target/current" 2>/dev/null || {
        rm -f "$target/current"
        mv "$target/current.next" "$target/current"
    }
}

running() { "$target/current/bin/bootagent" status --home "$home" >/dev/null 2>&1; }

start() {
    if running; then
        say "it runs already; home $home"
        return
    fi
    mkdir -p "$home"
    if [ "$tls" = true ] && [ ! -e "$home/bootagent.conf" ]; then
        echo "transport.http/tls = true" >"$home/bootagent.conf"
    fi
    nohup "$target/current/bin/bootagent" run --home "$home" -S "$servers" </dev/null >"$target/start.log" 2>&1 &
    tries=0
    until running; do
        tries=$((tries + 1))
        [ $tries -lt 60 ] || fail "it was started but does not answer; see $target/start.log and $home/log"
        sleep 1
    done
    say "it runs; home $home"
}

serial_number() {
    "$target/current/bin/bootagent" status --json --home "$home" 2>/dev/null \
        | tr ',{}' '\n\n\n' | sed -n 's/^ *"agentsn" *: *"\([0-9a-f-]*\)".*/\1/p' | head -n 1
}

tell() {
    id=$(serial_number) || id=''
    fetch "$server/api/v1/deploy/sidecar/install/callback?client_id=$id&install_type=bootagent&msg=$2&install_res=$1" \
        /dev/null || say "$server could not be told"
    if [ -n "$callback" ] && [ "$1" = true ]; then
        fetch "$callback" /dev/null || say "$callback could not be told"
    fi
}

finish() {
    status=$?
    trap - EXIT
    rm -rf "$work"
    [ $status = 0 ] || (tell false failed) || true
    exit $status
}

# The whole script has arrived when this is reached.
main() {
    umask 022
    choose
    mkdir -p "$target" || fail "$target cannot be made; give another TargetPath, or run this as root"
    work=$target/.installing
    mkdir "$work" 2>/dev/null || fail "it is being installed already; if it is not, remove $work and run this again"
    trap finish EXIT
    trap 'exit 1' HUP INT TERM
    install
    start
    tell true installed
}

main
