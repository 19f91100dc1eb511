# Sourced by the scripts beside it: finds what a build needs, and installs on Debian what is missing.
# shellcheck shell=bash

die() {
    echo "$*" >&2
    exit 1
}

# need COMMAND PACKAGE ...: programs, each with the Debian package that brings it. What the shell has built in, such as kill, is none.
need() {
    local missing=() packages=()
    while [ $# -gt 0 ]; do
        if ! type -P "$1" >/dev/null; then
            missing+=("$1")
            packages+=("$2")
        fi
        shift 2
    done
    [ ${#missing[@]} -eq 0 ] || install_packages "${missing[*]}" "${packages[@]}"
}

install_packages() {
    local what=$1
    shift
    if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
        die "Missing: $what. Install it (Debian: apt-get install $*) and run this again."
    fi
    echo "Installing $* (missing: $what)"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# Prints "MAJOR HOME" for every JDK there is, oldest first.
jdks() {
    local javac home major
    for javac in "${JAVA_HOME:-/nowhere}/bin/javac" /usr/lib/jvm/*/bin/javac /opt/*/bin/javac "$(command -v javac || true)"; do
        [ -x "$javac" ] || continue
        home=$(dirname "$(dirname "$(readlink -f "$javac")")")
        major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release" 2>/dev/null)
        if [ "${major:-0}" -ge 17 ]; then
            echo "$major $home"
        fi
    done | sort -n -u
}

# Makes sure of a JDK 17 or newer and of Maven.
need_build_tools() {
    if [ -z "$(jdks)" ]; then
        install_packages "a JDK, 17 or newer" default-jdk-headless
    fi
    [ -n "$(jdks)" ] || die "Missing: a JDK, 17 or newer. Install one and run this again."
    need mvn maven curl curl
}

# Makes sure of every program that a test starts and a bare Debian does not have.
need_test_tools() {
    need dpkg-deb dpkg rpmbuild rpm strace strace xz xz-utils zstd zstd bzip2 bzip2 setsid util-linux influxd influxdb \
        kill procps python3 python3 systemd-notify systemd busybox busybox \
        shellcheck shellcheck
}
