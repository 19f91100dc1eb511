# Sourced by "bootagent run": the guard, which stays in front of the JVM.
# shellcheck shell=dash disable=SC2015,SC2034,SC2154,SC2217,SC2317
#
# It starts the JVM of the chosen version, forwards TERM, INT and HUP, starts it again after a crash or when it asks for that (exit code 85), kills and
# restarts it when it gives no sign of life (run/heartbeat), and carries through what a self-upgrade has prepared (agents/BootAgent/trial, see trial.sh).
# Agents are no children of anything here: they run on whatever happens.
#
# Under systemd it is the main process and speaks for the JVM. Such a unit has Type=notify, NotifyAccess=main (all, if it is not root's: systemd-notify may then
# not speak in its name), KillMode=process (agents stay), RestartPreventExitStatus=2 (wrong usage or settings), and, if wanted, WatchdogSec= of 60 or more.
# A first start may take TimeoutStartSec=; a stop takes up to 40 s. It needs nothing else: no PIDFile=, no ExecStop=, no ExecReload=.
#
# For any POSIX sh. No command is forked but one sleep at a time, and what an event needs.
set +e
# shellcheck source=runtime/agent/src/main/distribution/lib/home.sh
. "$root/lib/home.sh"
# shellcheck source=runtime/agent/src/main/distribution/lib/trial.sh
. "$root/lib/trial.sh"

readonly RESTART=85 USAGE=2 START_LIMIT=300 TRIAL_START=30 LONGEST_DELAY=60 STABLE=600
jvm='' watcher='' reminder='' nap='' stopping='' interrupted='' came_up='' heard='' started='' back='' requested='' delay=1

find_home "$@"

tell_systemd() {
    if [ -n "${NOTIFY_SOCKET:-}" ] && command -v systemd-notify >/dev/null; then
        systemd-notify --pid=$$ "$@" 2>/dev/null
    fi
}

# This home is this guard's: run/guard says so.
claim() {
    start_of $$
    { echo "$$ $started" >"$home/run/guard"; } 2>/dev/null
}

other_guard() {
    find_guard
    [ -n "$guard" ] && [ "$guard" != $$ ]
}

# Waits a little for a guard that is just going.
require_alone() {
    patience=5
    while other_guard; do
        if [ $patience = 0 ]; then
            echo "bootagent: another BootAgent (pid $guard) works in $home; stop it, or give this one another home" >&2
            exit 1
        fi
        patience=$((patience - 1))
        sleep 1
    done
    [ ! -d "$home" ] || { [ -d "$home/run" ] || mkdir "$home/run"; claim; }
}

# leave CODE: what was told to end before it could listen did as it was told, whatever it made of that (Java 25: "Bad level", and 1).
leave() {
    if [ -n "$stopping" ] && { [ "$1" = 143 ] || { [ -z "$heard" ] && [ "$1" != $USAGE ]; }; }; then
        set -- 0
    fi
    rm -f "$home/run/guard"
    exit "$1"
}

on_stop() {
    interrupted=yes
    [ -n "$stopping" ] || tell_systemd STOPPING=1
    stopping=yes
    [ -z "$jvm" ] || [ -z "$watcher" ] || end_jvm
    [ -z "$nap" ] || kill "$nap" 2>/dev/null
}

end_jvm() {
    kill -TERM "$jvm" 2>/dev/null
    [ -n "$reminder" ] || is_up || {
        remind &
        reminder=$!
    }
}

# Just after the fork, the JVM's shell still has this shell's handlers, and drops what it is told. So it is told again each second, until it has ended, or has
# come up and so has a handler of its own. A JVM that is ending ignores it.
remind() {
    trap - TERM INT HUP ABRT
    reached=
    while [ -z "$reached" ] && sleep 1 </dev/null >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
        # Looked at before: once it was up it has heard what it is told now.
        ! is_up || reached=yes
        kill -TERM "$jvm" 2>/dev/null || reached=yes
    done
    exit 0
}

# systemd's own watchdog has lost patience with this process. Whoever is started next finds the JVM gone.
on_abort() {
    [ -z "$watcher" ] || kill "$watcher" 2>/dev/null
    [ -z "$jvm" ] || { kill -KILL "$jvm" 2>/dev/null && wait "$jvm"; }
    exit 134
}

# What goes before the JVM: it ends with the guard, and agents can be told to end by INT, which shells let what runs beside them ignore.
find_launch() {
    for launch in "setpriv --pdeathsig KILL -- env --default-signal=INT,QUIT" "setpriv --pdeathsig KILL --" "env --default-signal=INT,QUIT" ""; do
        # shellcheck disable=SC2086
        if $launch true 2>/dev/null; then
            return
        fi
    done
}

read_heartbeat() {
    beat='' beat_guard='' beat_hang=''
    { read -r beat beat_guard beat_hang _ <"$home/run/heartbeat"; } 2>/dev/null
    # Without the zeros in front, which would make them octal.
    beat_guard=${beat_guard#"${beat_guard%%[!0]*}"}
    beat_hang=${beat_hang#"${beat_hang%%[!0]*}"}
}

# Whether the JVM has given a sign of life since its start.
is_up() {
    read_heartbeat
    [ "$beat" != "$last_beat" ] && [ "$beat_guard" = $$ ]
}

# condemn FAULT WORDS: kills the JVM, and leaves word of why.
condemn() {
    { echo "$*" >"$home/run/verdict"; } 2>/dev/null
    # Said first: once the JVM is dead, the guard ends this process, too.
    [ -n "$on_trial" ] || {
        shift
        say "BootAgent (process $jvm) $*; it is killed and started again, its agents run on"
    }
    kill -KILL "$jvm" 2>/dev/null
    exit 0
}

# Looks at the heartbeat while the JVM runs. A process of its own, so that the guard sees at once when the JVM ends.
watch() {
    trap 'kill "$nap" 2>/dev/null; exit 0' TERM
    trap - ABRT
    seen=$last_beat up='' hang='' silent=0 age=0 tick=1
    while :; do
        sleep "$tick" </dev/null >/dev/null 2>&1 &
        nap=$!
        wait "$nap"
        if ! kill -0 $$ 2>/dev/null; then
            kill -KILL "$jvm" 2>/dev/null
            exit 0
        fi
        kill -0 "$jvm" 2>/dev/null || exit 0
        age=$((age + tick)) silent=$((silent + tick))
        read_heartbeat
        if [ "$beat" != "$seen" ] && [ "$beat_guard" = $$ ]; then
            seen=$beat hang=${beat_hang:-0} silent=0
            [ -n "$up" ] || risen
        fi
        look
    done
}

risen() {
    up=yes age=0
    claim
    tell_systemd --ready
}

look() {
    if [ -n "$on_trial" ]; then
        load_trial
        [ "$t_state" = trying ] || on_trial=
    fi
    if [ -z "$up" ]; then
        [ -z "$on_trial" ] || [ $age -lt "$t_window" ] || [ $age -lt $TRIAL_START ] || condemn never-up "did not come up within $age s"
        [ $age -lt $START_LIMIT ] || condemn never-up "did not come up within $age s"
    elif [ "$hang" -gt 0 ] && [ $silent -ge "$hang" ]; then
        # A disk that cannot be written says nothing of the JVM.
        { echo "$silent" >"$home/run/verdict"; } 2>/dev/null && condemn hung "gave no sign of life for $silent s"
        silent=0
    elif [ -n "$on_trial" ] && [ $age -ge "$t_window" ]; then
        condemn unconnected "had no report accepted by a server within $age s"
    fi
    [ -z "$up" ] || [ -z "${WATCHDOG_USEC:-}" ] || tell_systemd WATCHDOG=1
    next_tick
}

# Twice in the time that counts: once it is up and off trial, the guard sleeps as long as it may.
next_tick() {
    tick=1
    [ -n "$up" ] && [ -z "$on_trial" ] || return
    tick=30
    [ "$hang" = 0 ] || tick=$((hang / 2))
    if [ -n "${WATCHDOG_USEC:-}" ] && [ $((WATCHDOG_USEC / 2000000)) -lt $tick ]; then
        tick=$((WATCHDOG_USEC / 2000000))
    fi
    [ $tick -gt 0 ] || tick=1
}

start_jvm() {
    read_heartbeat
    last_beat=$beat
    rm -f "$home/run/verdict"
    word=$$:${on_trial:-${back:-${requested:-settled}}}:$release
    (
        unset NOTIFY_SOCKET WATCHDOG_USEC WATCHDOG_PID
        export BOOTAGENT_GUARD="$word"
        [ -z "$on_trial" ] || exec >"$home/log/trial.log" 2>&1
        # shellcheck disable=SC2086
        exec $launch "$program" "$@" --unguarded
    ) &
    jvm=$!
    now
    born=$uptime
    watch &
    watcher=$!
    # A signal before this was only noted: what its handler starts would have been taken for the watcher.
    [ -z "$stopping" ] || end_jvm
}

# Sets code. A signal interrupts the wait, and the JVM may have ended in the meantime, or been reaped on the way.
await_jvm() {
    code=127
    while :; do
        interrupted=
        wait "$jvm"
        status=$?
        [ $status = 127 ] || code=$status
        [ $status != 127 ] && [ -n "$interrupted" ] || break
    done
    jvm=
    kill "$watcher" 2>/dev/null
    wait "$watcher" 2>/dev/null
    watcher=
    [ -z "$reminder" ] || {
        kill "$reminder" 2>/dev/null
        wait "$reminder" 2>/dev/null
        reminder=
    }
}

now() {
    uptime=0
    { read -r uptime _ </proc/uptime; } 2>/dev/null
    uptime=${uptime%%.*}
}

# pause SECONDS, unless told to stop
pause() {
    sleep "$1" </dev/null >/dev/null 2>&1 &
    nap=$!
    [ -n "$stopping" ] || wait "$nap"
    nap=
}

# After the JVM has ended with a code: returns to start it again.
decide() {
    heard='' requested=
    ! is_up || heard=yes came_up=yes
    [ -z "$stopping" ] || leave "$code"
    load_trial
    if [ "$t_state" = trying ] && [ "$t_release" = "$release" ] && [ "$code" != $RESTART ]; then
        give_up_trial
        return
    fi
    [ "$code" != $RESTART ] || { requested=requested; return; }
    [ "$code" != 0 ] && [ "$code" != $USAGE ] && [ -n "$came_up" ] || leave "$code"
    now
    [ $((uptime - born)) -lt $STABLE ] || delay=1
    say "BootAgent ended with $code; it starts again in $delay s, its agents run on"
    pause $delay
    [ -z "$stopping" ] || leave 0
    delay=$((delay * 2))
    [ $delay -le $LONGEST_DELAY ] || delay=$LONGEST_DELAY
}

trap on_stop TERM INT HUP
trap on_abort ABRT
find_launch
require_alone
while [ -z "$stopping" ]; do
    choose
    start_jvm "$@"
    await_jvm
    decide
done
leave 0
