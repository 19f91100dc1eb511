# Part of the package's scripts: what is special about the control server.
# shellcheck shell=sh disable=SC2154,SC2034
home=/var/lib/booter

set_up() {
    if ! getent passwd booter >/dev/null; then
        useradd --system --user-group --home-dir "$home" --no-create-home --shell /usr/sbin/nologin booter
    fi
    mkdir -p "$home"
    chown booter:booter "$home"
    chmod 0700 "$home"
    # Lets the runtime start faster; all works without it.
    /opt/booter/jre/bin/java -Xshare:dump >/dev/null 2>&1 || true
}

# After the first start.
say_next_steps() {
    echo "booter: it listens on 127.0.0.1:8080 alone. Hosts elsewhere reach it after BOOTER_OPTIONS in /etc/booter/environment says so, then: systemctl restart booter"
    echo "booter: 'booterctl hosts' lists the hosts that have come"
}

tidy_up() {
    rm -f /opt/booter/jre/lib/server/classes.jsa
}

after_removal() {
    [ ! -d "$home/db" ] || echo "booter: $home is kept."
}

purge() {
    rm -rf "$home"
    userdel booter 2>/dev/null || true
}
