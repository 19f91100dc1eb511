# Part of the package's scripts: what is special about the host agent.
# shellcheck shell=sh disable=SC2154,SC2034
home=/var/lib/bootagent

# Before the service is started.
set_up() {
    mkdir -p "$home"
    chmod 0700 "$home"
    # Whoever installs a package wants its version, whatever BootAgent has upgraded itself to or a job is about to.
    /opt/bootagent/bin/bootagent supersede --home "$home" "version $(sed -n 's/^version=//p' /opt/bootagent/lib/distribution.properties) was installed on the host by other means"
    # The archive of classes holds for this very runtime in this very place; all works without it.
    /opt/bootagent/bin/bootagent class-data || true
}

# After the first start. A package may have been built with servers, and a configuration put there before.
say_next_steps() {
    if ! grep -q '^ *host/servers *[=:]' /etc/bootagent/bootagent.conf && ! grep -q '^servers=.' /opt/bootagent/lib/distribution.properties \
        && ! grep -q '^BOOTAGENT_OPTIONS=.*-S' /etc/bootagent/environment; then
        echo "bootagent: it knows no server yet. Name them in /etc/bootagent/bootagent.conf, host/servers = booter.example.com:8080, then: systemctl restart bootagent"
    fi
    echo "bootagent: 'bootagent status' says how it is"
}

# Before the files are replaced or removed: what the package does not know of.
tidy_up() {
    rm -f /opt/bootagent/lib/bootagent.jsa /opt/bootagent/jre/lib/server/classes.jsa
}

# After removal, with the home kept.
after_removal() {
    if [ -d "$home/agents" ]; then
        echo "bootagent: $home is kept, and agents that run go on running. Installed again, BootAgent takes them over."
    fi
}

# Agents are ended before their files go: only a process that still is the one its record tells of (boot, pid, start time).
purge() {
    for record in "$home"/agents/*/run/process; do
        [ ! -r "$record" ] || end_agent "$record"
    done
    rm -rf "$home"
}

end_agent() {
    read -r boot stat <"$1" || return 0
    pid=${stat%% *}
    [ "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" ] || return 0
    start_in "$stat"
    recorded=$started
    start_of "$pid"
    [ -n "$started" ] && [ "$started" = "$recorded" ] || return 0
    kill -s TERM -- "-$pid" 2>/dev/null || return 0
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        kill -s 0 -- "-$pid" 2>/dev/null || return 0
        sleep 1
    done
    kill -s KILL -- "-$pid" 2>/dev/null || true
}
