# Part of every package's scripts, with $package set.
# shellcheck shell=sh disable=SC2154,SC2034

# A system that is only being built has a systemctl, but nothing runs there yet.
systemd_runs() { [ -d /run/systemd/system ]; }

service_first_start() {
    command -v systemctl >/dev/null || return 0
    systemctl enable "$package.service" >/dev/null 2>&1 || true
    if systemd_runs; then
        systemctl daemon-reload || true
        systemctl start "$package.service" || echo "$package: it does not start; see journalctl -u $package" >&2
    fi
}

service_restart() {
    systemd_runs || return 0
    systemctl daemon-reload || true
    systemctl try-restart "$package.service" || echo "$package: it does not restart; see journalctl -u $package" >&2
}

service_stop() {
    command -v systemctl >/dev/null || return 0
    if systemd_runs; then
        systemctl stop "$package.service" || true
    fi
    systemctl disable "$package.service" >/dev/null 2>&1 || true
}

service_forget() {
    if systemd_runs; then
        systemctl daemon-reload || true
    fi
}
