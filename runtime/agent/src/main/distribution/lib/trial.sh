# Sourced: which version of BootAgent is started.
# shellcheck shell=dash disable=SC2015,SC2034,SC2154
#
# agents/BootAgent/current is the release that is started; without it, it is what this guard belongs to, "base". Only this file changes that link and
# "previous". What is to be tried, and what came of it, is in the file "trial" beside them, lines of key=value. This file and the bundle job-self-upgrade write
# it in turns; nothing else touches it. Its fields and the rules of its format are in contrib/docs/reference/trial-file.md. Its state:
#
#   pending ──guard──▶ trying ──new version──▶ confirmed
#      ▲                 │ guard: it crashed, hangs, or had no report accepted within the window
#      │                 ├──▶ failed ──old version──▶ closed
#      │                 └──▶ unconnected ──old version, when it can connect itself──▶ closed
#      └── old version, when it can again ── waiting ◀── old version, when it could not either
#
# withdrawn: the job has given up. superseded: another version was installed in the place of base meanwhile, or the same one anew.
#
# Every step may be repeated: the state is on disk before the links are changed, and the links follow the state at every start.
readonly TRIAL_STARTS=3 TRIAL_FORMAT=1
self_home=

load_trial() {
    self_home=$home/agents/BootAgent
    t_format=$TRIAL_FORMAT t_state='' t_job='' t_release='' t_version='' t_digest='' t_from='' t_previous='' t_window=60 t_tries=1 t_starts=0 t_base='' t_fault='' t_reason=''
    [ -r "$self_home/trial" ] || return 0
    while IFS='=' read -r key value; do
        case $key in
            format) t_format=$value ;;
            state) t_state=$value ;;
            job) t_job=$value ;;
            release) t_release=$value ;;
            version) t_version=$value ;;
            digest) t_digest=$value ;;
            from) t_from=$value ;;
            previous) t_previous=$value ;;
            window) t_window=$value ;;
            tries) t_tries=$value ;;
            starts) t_starts=$value ;;
            base) t_base=$value ;;
            fault) t_fault=$value ;;
            reason) t_reason=$value ;;
        esac
    done <"$self_home/trial"
    case $t_format in
        '' | *[!0-9]*) t_state=unknown ;;
        *) [ "$t_format" -le $TRIAL_FORMAT ] || t_state=unknown ;;
    esac
}

# durable FILE: older systems can only write everything through.
durable() { sync "$1" 2>/dev/null || sync; }

save_trial() {
    {
        echo "format=$TRIAL_FORMAT"
        echo "state=$t_state"
        echo "job=$t_job"
        echo "release=$t_release"
        echo "version=$t_version"
        echo "digest=$t_digest"
        echo "from=$t_from"
        echo "previous=$t_previous"
        echo "window=$t_window"
        echo "tries=$t_tries"
        echo "starts=$t_starts"
        echo "base=$t_base"
        echo "fault=$t_fault"
        echo "reason=$t_reason"
    } >"$self_home/.trial.new" && durable "$self_home/.trial.new" && mv -f "$self_home/.trial.new" "$self_home/trial" && durable "$self_home"
}

# point LINK RELEASE: base, or nothing, is no link.
point() {
    link=$self_home/$1
    to=$(readlink "$link")
    case $2 in
        base | '')
            [ -z "$to" ] || { rm -f "$link" && durable "$self_home"; }
            ;;
        *)
            [ "$to" = "releases/$2" ] || {
                rm -f "$link.new" && ln -s "releases/$2" "$link.new" && { mv -fT "$link.new" "$link" 2>/dev/null || { rm -f "$link" && mv "$link.new" "$link"; }; } && durable "$self_home"
            }
            ;;
    esac
}

# program_of RELEASE: sets program; a deb or rpm has it under opt, an archive at its top or in one directory.
program_of() {
    for program in "$self_home/releases/$1/bin/bootagent" "$self_home/releases/$1/opt/bootagent/bin/bootagent" "$self_home/releases/$1"/*/bin/bootagent; do
        [ ! -x "$program" ] || return 0
    done
    return 1
}

own_version() {
    version=
    while IFS='=' read -r key value; do
        [ "$key" != version ] || version=$value
    done <"$root/lib/distribution.properties"
}

# Sets program and release, and on_trial or back if somebody waits for what becomes of it.
choose() {
    on_trial='' back=''
    load_trial
    [ -z "$t_state" ] || follow_trial
    release=base program=$self
    to=$(readlink "$self_home/current" 2>/dev/null) || return 0
    if program_of "${to##*/}"; then
        release=${to##*/}
    else
        say "$self_home/current has no program bin/bootagent; what is installed in $root is started instead"
        program=$self
    fi
}

follow_trial() {
    if [ "$t_state" = unknown ]; then
        say "$self_home/trial has format '$t_format', of another BootAgent; it is left alone, and so is the version that is started"
        return
    fi
    own_version
    if [ -n "$t_base" ] && [ "$t_base" != "$version" ] && [ "$t_state" != superseded ]; then
        say "What is installed in $root is now $version, was $t_base: it takes the place of what was upgraded by a job"
        t_state=superseded t_fault=superseded t_reason="version $version was installed on the host by other means"
        save_trial
    fi
    case $t_state in
        pending)
            t_state=trying t_starts=0 t_base=$version
            ;;
    esac
    case $t_state in
        trying) try ;;
        superseded) point current base && point previous base ;;
        failed | unconnected | waiting | withdrawn) go_back ;;
    esac
}

# Once more, if it was not this version that ended the start before.
try() {
    if [ "$t_starts" -ge $TRIAL_STARTS ]; then
        end_trial failed never-up "was started $t_starts times without being confirmed"
        return
    fi
    t_starts=$((t_starts + 1))
    if save_trial && point previous "$t_from" && point current "$t_release"; then
        on_trial=trial
        say "BootAgent $t_version ($t_release) is tried for $t_window s"
    else
        say "BootAgent $t_version cannot be tried: $self_home cannot be written"
    fi
}

go_back() {
    point current "$t_from"
    point previous "$t_previous"
    case $t_state in
        failed | unconnected) back=back ;;
    esac
}

# end_trial STATE FAULT WORDS
end_trial() {
    t_state=$1 t_fault=$2
    shift 2
    t_reason=$*
    save_trial
    say "BootAgent $t_version goes back to $t_from: it $t_reason"
    go_back
}

# supersede WORDS: what is installed is started from now on, whatever a job has upgraded to. The job ends with these words; it must not start over.
supersede() {
    load_trial
    [ -d "$self_home" ] || return 0
    if [ -n "$t_state" ]; then
        t_state=superseded t_fault=superseded t_reason=$*
        save_trial || return 1
    fi
    point current base && point previous base
}

# keep_trial DIRECTORY, restore_trial DIRECTORY: what supersede changes, and its way back, as far as that goes.
keep_trial() {
    for link in current previous; do
        to=$(readlink "$home/agents/BootAgent/$link") && echo "${to##*/}" >"$1/$link.before" || true
    done
    [ ! -e "$home/agents/BootAgent/trial" ] || cp -p "$home/agents/BootAgent/trial" "$1/trial.before"
}

restore_trial() {
    self_home=$home/agents/BootAgent
    restored=yes
    for link in current previous; do
        [ ! -e "$1/$link.before" ] || point "$link" "$(cat "$1/$link.before")" || restored=
    done
    if [ -e "$1/trial.before" ]; then
        cp -p "$1/trial.before" "$self_home/.trial.new" && mv -f "$self_home/.trial.new" "$self_home/trial" || restored=
    fi
    [ -n "$restored" ]
}

# The JVM on trial has ended, by itself or by the watcher's hand.
give_up_trial() {
    fault='' words=''
    { read -r fault words <"$home/run/verdict"; } 2>/dev/null
    last=$(tail -n 5 "$home/log/trial.log" 2>/dev/null | tr -s '\n\r\t' ' ' | cut -c1-1500)
    case $fault in
        unconnected) end_trial unconnected "$fault" "$words" ;;
        never-up | hung) end_trial failed "$fault" "$words${last:+; its last words: $last}" ;;
        *) end_trial failed crashed "ended with $code${last:+; its last words: $last}" ;;
    esac
}
