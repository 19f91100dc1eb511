# Sourced by contrib/package.sh: makes a .deb of the tree in $tree.
# shellcheck shell=bash disable=SC2154

make_deb() {
    local root=$work/deb arch=$arch depends
    case $arch in
        x86_64) arch=amd64 ;;
        aarch64) arch=arm64 ;;
    esac
    rm -rf "$root"
    cp -a "$tree" "$root"
    mkdir "$root/DEBIAN"
    depends=$(deb_depends)
    cat >"$root/DEBIAN/control" <<CONTROL
Package: $package
Version: $version-$release
Architecture: $arch
Maintainer: $maintainer
Section: admin
Priority: optional
Depends: $depends
Installed-Size: $(du -k -s --apparent-size "$tree" | cut -f1)
Description: $(head -1 "$packaging/$package/description")
$(sed 1d "$packaging/$package/description" | fold -s -w 78 | sed 's/^/ /; s/ *$//')
CONTROL
    (cd "$root" && find etc -type f | sort | sed 's|^|/|') >"$root/DEBIAN/conffiles"
    (cd "$root" && find . -type f -not -path './DEBIAN/*' -printf '%P\0' | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
    deb_script postinst <<'SCRIPT'
if [ "$1" = configure ]; then
    set_up
    if [ -z "$2" ]; then
        service_first_start
        say_next_steps
    else
        service_restart
    fi
fi
SCRIPT
    deb_script prerm <<'SCRIPT'
case "$1" in
    remove)
        service_stop
        tidy_up
        ;;
    upgrade) tidy_up ;;
esac
SCRIPT
    deb_script postrm <<'SCRIPT'
case "$1" in
    remove)
        service_forget
        after_removal
        ;;
    purge) purge ;;
esac
SCRIPT
    normalize "$root"
    dpkg-deb --root-owner-group -Zxz "-z$level" --threads-max=1 --build "$root" "$output/${package}_$version-${release}_$arch.deb" >/dev/null
}

deb_script() {
    {
        printf '#!/bin/sh\nset -e\npackage=%s\n\n' "$package"
        package_functions
        cat -
    } >"$root/DEBIAN/$1"
    chmod 755 "$root/DEBIAN/$1"
}

# What the runtime's libraries are linked with on the system that it comes from, and the tools that start agents.
deb_depends() {
    local libraries=() tools="util-linux"
    [ "$package" = bootagent ] || tools="passwd"
    if [ "$arch" = amd64 ] && [ "$(uname -m)" != x86_64 ] || [ "$arch" = arm64 ] && [ "$(uname -m)" != aarch64 ]; then
        echo "libc6, libgcc-s1, libstdc++6, zlib1g, $tools"
        return
    fi
    mapfile -t libraries < <(cd "$tree" && find opt -path '*/jre/*' -type f \( -name '*.so' -o -path '*/bin/java' \) | sort)
    mkdir -p "$work/shlibs/debian"
    printf 'Source: %s\n\nPackage: %s\nArchitecture: any\n' "$package" "$package" >"$work/shlibs/debian/control"
    for library in "${libraries[@]}"; do
        printf '%s\0' "-e$tree/$library"
    done | (cd "$work/shlibs" && xargs -0 dpkg-shlibdeps -O --ignore-missing-info \
        "-l$tree/opt/$package/jre/lib" "-l$tree/opt/$package/jre/lib/server") 2>/dev/null \
        | sed -n "s/^shlibs:Depends=//p" | sed "s/\$/, $tools/"
}
