# Sourced by contrib/package.sh: makes an .rpm of the tree in $tree.
# shellcheck shell=bash disable=SC2154

make_rpm() {
    local top=$work/rpm tools="util-linux"
    [ "$package" = bootagent ] || tools="shadow-utils"
    rm -rf "$top"
    mkdir -p "$top"
    normalize "$tree"
    rpm_spec >"$top/$package.spec"
    rpmbuild -bb --quiet --target "$arch-linux" --define "_topdir $top" --define "_rpmdir $top/out" "$top/$package.spec" >"$top/log" 2>&1 \
        || { cat "$top/log" >&2 && return 1; }
    cp "$top/out/$arch/$package-$version-$release.$arch.rpm" "$output/"
}

rpm_spec() {
    cat <<SPEC
# The files are packed as they are, and the bytes of the package depend on nothing but them.
%define __os_install_post %{nil}
%define debug_package %{nil}
%define _build_id_links none
%define _binary_payload w$level.xzdio
%define _buildhost localhost
%define use_source_date_epoch_as_buildtime 1
%define clamp_mtime_to_source_date_epoch 1
# The runtime's own libraries are nobody else's.
%global __provides_exclude_from ^/opt/.*\$
%global __requires_exclude ^lib(jvm|jli|java|net|nio|verify|zip|jimage|extnet|management|j2gss|prefs|instrument)[.]so.*\$

Name: $package
Version: $version
Release: $release
Summary: $(head -1 "$packaging/$package/description")
License: Apache-2.0
Requires: $tools

%description
$(sed 1d "$packaging/$package/description" | fold -s -w 78)

%install
cp -a $tree/. %{buildroot}

%files
%defattr(-,root,root,-)
/opt/$package
/usr/bin/*
/usr/lib/systemd/system/$package.service
%doc /usr/share/doc/$package
%dir /etc/$package
$(cd "$tree" && find etc -type f | sort | sed 's|^|%config(noreplace) /|')

# After all old files are gone: the archive of classes holds for exactly those that are there.
%posttrans
$(rpm_functions)
set_up
if [ -e /var/lib/rpm-state/$package-upgrade ]; then
    rm -f /var/lib/rpm-state/$package-upgrade
    service_restart
else
    service_first_start
    say_next_steps
fi

%post
if [ "\$1" -gt 1 ]; then
    mkdir -p /var/lib/rpm-state
    : >/var/lib/rpm-state/$package-upgrade
fi

%preun
$(rpm_functions)
if [ "\$1" = 0 ]; then
    service_stop
fi
tidy_up

%postun
$(rpm_functions)
if [ "\$1" = 0 ]; then
    service_forget
    after_removal
fi
SPEC
}

# A % has a meaning of its own in a spec file.
rpm_functions() {
    {
        printf 'package=%s\n' "$package"
        package_functions
    } | sed 's/%/%%/g'
}
