#!/usr/bin/env bash
# Makes what hosts install, .tar.xz, .deb and .rpm, each with a Java runtime inside:
#
#   contrib/package.sh BootAgent 1.2.1-1      the host agent
#   contrib/package.sh Booter 1.2.1-1         the control server, with booterctl
#
#   --servers LIST   BootAgent: servers HOST[:PORT],HOST[:PORT] that it always knows (default: none, they are given at the first start)
#   --output DIR     where the packages are put (default: target/packages)
#   --format LIST    which ones: tar.xz,deb,rpm (default: all)
#   --arch ARCH      x86_64 or aarch64 (default: this machine's); another one needs --jmods
#   --fast           compress little, for tests
#   --jmods DIR      the jmods of a JDK 17 for that architecture, of the same release as the JDK 17 here
#
# The runtime is cut out of a JDK 17. It is linked with the C library of the system that this JDK comes from, and needs one that is not older.
# The same commit and JDK give the same bytes; SOURCE_DATE_EPOCH is the time of all files (default: the commit's).
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=contrib/lib/prerequisites.sh
. contrib/lib/prerequisites.sh
# shellcheck source=contrib/lib/build.sh
. contrib/lib/build.sh
packaging=$PWD/contrib/packaging
# shellcheck source=contrib/packaging/deb.sh
. "$packaging/deb.sh"
# shellcheck source=contrib/packaging/rpm.sh
. "$packaging/rpm.sh"

# What the bundles use; no module more. Elliptic curves and Kerberos names are what TLS needs.
agent_modules=java.base,java.logging,java.management,java.naming,java.xml,java.security.jgss,jdk.crypto.ec,jdk.net,jdk.unsupported
# Jetty wants the classes of remote management, whether they are used or not.
booter_modules=$agent_modules,java.sql,java.transaction.xa,java.management.rmi

maintainer="BootAgent maintainers <maintainers@bootagent.invalid>"

usage() { die "$(sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' contrib/package.sh)"; }

read_arguments() {
    arch=$(uname -m) output=$PWD/target/packages formats=tar.xz,deb,rpm servers='' jmods='' level=8
    local words=()
    while [ $# -gt 0 ]; do
        case $1 in
            --arch | --output | --format | --servers | --jmods)
                [ $# -ge 2 ] || usage
                case $1 in
                    --arch) arch=$2 ;;
                    --output) output=$(realpath -m "$2") ;;
                    --format) formats=$2 ;;
                    --servers) servers=$2 ;;
                    --jmods) jmods=$2 ;;
                esac
                shift 2
                ;;
            --fast)
                level=1
                shift
                ;;
            -*) usage ;;
            *)
                words+=("$1")
                shift
                ;;
        esac
    done
    [ ${#words[@]} = 2 ] || usage
    case ${words[0]} in
        BootAgent | bootagent) package=bootagent modules=$agent_modules distribution=runtime/agent/target/bootagent ;;
        Booter | booter) package=booter modules=$booter_modules distribution=runtime/booter/target/booter ;;
        *) usage ;;
    esac
    [[ ${words[1]} =~ ^([0-9][0-9A-Za-z.+~]*)-([0-9A-Za-z.+~]+)$ ]] || die "${words[1]} must be VERSION-RELEASE, such as 1.2.1-1"
    version=${BASH_REMATCH[1]} release=${BASH_REMATCH[2]}
    case $arch in
        x86_64 | aarch64) ;;
        *) die "--arch $arch must be x86_64 or aarch64" ;;
    esac
    [ -n "$jmods" ] || [ "$arch" = "$(uname -m)" ] || die "--arch $arch needs --jmods: the jmods directory of a JDK 17 for $arch"
}

# What the scripts of a package of any format begin with.
package_functions() {
    [ $package = booter ] || cat "$tree/opt/$package/lib/process.sh"
    cat "$packaging/service.sh" "$packaging/$package/hooks.sh"
}

# Every file from the same instant, owned by root, not writable by others.
normalize() {
    chmod -R u+w,go-w,a+rX "$1"
    find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

stage() {
    local jdk top=$tree/opt/$package
    rm -rf "$work"
    mkdir -p "$top" "$output"
    cp -a $distribution/. "$top"
    printf 'version=%s\n' "$version" >"$top/lib/distribution.properties"
    [ $package = booter ] || printf 'servers=%s\n' "$servers" >>"$top/lib/distribution.properties"
    jdk=$(jdks | sed -n 's/^17 //p' | head -1)
    "$jdk/bin/jlink" --module-path "${jmods:-$jdk/jmods}" --add-modules $modules --strip-debug --no-man-pages --no-header-files \
        --output "$top/jre"
    rm -f "$top/jre/bin/keytool" "$top/jre/lib/jexec" "$top/jre/lib/jrt-fs.jar"
    mkdir -p "$tree/usr/bin" "$tree/usr/lib/systemd/system" "$tree/usr/share/doc/$package" "$tree/etc/$package"
    for program in "$top"/bin/*; do
        ln -s "../../opt/$package/bin/$(basename "$program")" "$tree/usr/bin/"
    done
    cp "$top/lib/$package.service" "$tree/usr/lib/systemd/system/"
    cp README.md "$tree/usr/share/doc/$package/"
    cp LICENSE "$tree/usr/share/doc/$package/copyright"
    cp "contrib/packaging/$package/$package.conf" "contrib/packaging/$package/environment" "$tree/etc/$package/"
}

# A directory to unpack anywhere; also what BootAgent upgrades itself with.
make_tar() {
    local name=$package-$version top=$work/tar
    rm -rf "$top"
    mkdir -p "$top"
    cp -a "$tree/opt/$package" "$top/$name"
    mkdir "$top/$name/share"
    cp -a "$tree/etc/$package/." LICENSE README.md "$top/$name/share/"
    normalize "$top"
    tar --sort=name --format=posix --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime \
        --owner=0 --group=0 --numeric-owner -C "$top" -c "$name" | xz "-$level" -T1 >"$output/$package-$version-$release.$arch.tar.xz"
}

read_arguments "$@"
need_build_tools
need dpkg-deb dpkg rpmbuild rpm xz xz-utils dpkg-shlibdeps dpkg-dev
[ -n "$(jdks | sed -n 's/^17 //p')" ] || install_packages "a JDK 17" openjdk-17-jdk-headless
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 1767225600)}
export SOURCE_DATE_EPOCH LC_ALL=C.UTF-8 TZ=UTC
umask 022
build_distributions
work=$PWD/target/packaging/$package-$arch-$$
trap 'rm -rf "$work"' EXIT
tree=$work/tree
stage
for format in ${formats//,/ }; do
    case $format in
        tar.xz) make_tar ;;
        deb) make_deb ;;
        rpm) make_rpm ;;
        *) die "--format $format must be tar.xz, deb or rpm" ;;
    esac
done
find "$output" -name "${package}[-_]$version-${release}[._]*" -printf '%s %p\n' | sort -k 2 | awk '{ printf "%5.1f MB  %s\n", $1 / 1e6, $2 }'
