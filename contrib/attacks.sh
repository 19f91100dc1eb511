#!/usr/bin/env bash
# Attacks what is built (mvn package) as local users, packages, hosts, web pages and strangers would, and says what held: a line for each attack, with the letter
# of the attack's kind. The exit code is 1 if one was not withstood. All happens on loopback, on free ports, in a directory that goes again. It takes about four
# minutes; on a machine that is busy with other work, more (386 s at a load of 20).
#
#   contrib/attacks.sh [--agent DIR] [--booter DIR]      other distributions, such as older ones
#
# As root, BootAgent runs in a mount namespace where sh is bash and its home a tmpfs of 512 MiB, and a Booter that listens beyond loopback in a network namespace;
# what needs that is skipped for others, and the line says so. It runs on JAVA_HOME's JDK, else on the newest one installed.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=contrib/lib/prerequisites.sh
. contrib/lib/prerequisites.sh
# shellcheck source=contrib/lib/waiting.sh
. contrib/lib/waiting.sh

bootagent=$PWD/runtime/agent/target/bootagent
booter=$PWD/runtime/booter/target/booter
while [ $# -gt 0 ]; do
    case $1 in
        --agent) bootagent=$(readlink -f "${2:-}") ;;
        --booter) booter=$(readlink -f "${2:-}") ;;
        *) die "Usage: contrib/attacks.sh [--agent DIR] [--booter DIR]" ;;
    esac
    shift 2
done
for program in "$booter/bin/booter" "$booter/bin/booterctl" "$bootagent/bin/bootagent"; do
    [ -x "$program" ] || die "$program is not built; run: mvn package"
done
need curl curl perl perl-base python3 python3 openssl openssl setpriv util-linux unshare util-linux nsenter util-linux
JAVA_HOME=${JAVA_HOME:-$(jdks | tail -1 | cut -d' ' -f2)}
export JAVA_HOME

root=$(mktemp -d "${TMPDIR:-/tmp}/bootagent-attacks.XXXXXX")
home=$root/host
loot=$root/loot
chmod 711 "$root"
mkdir -p "$home" "$loot"
chmod 1777 "$loot"
started=() broken=0 skipped=0 guard='' namespace='' inside=() cgroup=''

# attack KIND WHAT COMMAND...: the command prints what came of it, and ends with 0 (held), 1 (broken) or 77 (cannot be tried here).
attack() {
    local kind=$1 what=$2 said code=0 word
    shift 2
    said=$("$@" 2>&1 | tail -1 | tr -d '\000-\010\013-\037' | cut -c1-300; exit "${PIPESTATUS[0]}") || code=$?
    case $code in
        0) word=held ;;
        77) word=skipped skipped=$((skipped + 1)) ;;
        *) word=BROKEN broken=$((broken + 1)) ;;
    esac
    printf '%-3s  %-58s  %-7s  %s\n' "$kind" "$what" "$word" "$said"
}
# held_if COMMAND...: runs it, so that the exit code is 0 or 1.
held_if() { if "$@"; then return 0; else return 1; fi; }
is_root() { [ "$(id -u)" = 0 ]; }
helper() { timeout 150 python3 contrib/lib/attacks.py "$@"; }
ctl() { timeout 90 "$booter/bin/booterctl" "$@"; }
end() { # PID: and waits until it is gone
    kill "$1" 2>/dev/null || true
    holds_within 30 is_gone "$1" || kill -KILL "$1" || true
    wait "$1" 2>/dev/null || true
}
is_gone() { ! grep -qs '^State:[[:space:]]*[^Z]' "/proc/$1/status"; }

finish() {
    local pid name
    if [ -n "$guard" ]; then
        for name in $(agents 2>/dev/null | json name); do
            ctl uninstall "$host" "$name" --wait --timeout 20 >/dev/null 2>&1 || true
        done
    fi
    end_host
    for pid in "${started[@]}"; do end "$pid"; done
    [ -z "$cgroup" ] || find /sys/fs/cgroup -maxdepth 3 -type d -name "$cgroup" -prune -exec find {} -depth -type d -delete \; 2>/dev/null || true
    rm -rf "$root"
}
trap finish EXIT
trap 'exit 130' INT TERM

# The host: BootAgent and all that looks at its home.

enter_namespace() {
    is_root || return 0
    # shellcheck disable=SC2016
    unshare -m sh -c 'mount --make-rprivate / && mount -t tmpfs -o size=512m,mode=711 attacks "$1" \
        && { [ -z "$2" ] || mount --bind "$2" "$(readlink -f /bin/sh)"; } && touch "$1/ready" && exec sleep 900' sh "$home" "$(command -v bash)" &
    namespace=$!
    inside=(nsenter -m -t "$namespace" --)
    holds_within 20 test -e "/proc/$namespace/root$home/ready" || die "A mount namespace cannot be made here; run this as another user than root."
}
on_host() { "${inside[@]}" "$@"; }
agents() { on_host timeout 20 "$bootagent/bin/bootagent" agents --json --home "$home"; }
start_host() {
    # shellcheck disable=SC2016
    "${inside[@]}" sh -c 'umask 000; exec "$@"' sh "$bootagent/bin/bootagent" run --home "$home" -S "127.0.0.1:$port" >>"$root/bootagent.out" 2>&1 &
    guard=$!
}
restart_host() {
    end "$guard"
    start_host
}
registered() { host=$(another_host); }
# end_host: with the agents that one that was broken has left, and with its home where that is in a namespace.
end_host() {
    [ -z "$guard" ] || end "$guard"
    guard=''
    { grep -lszF "BOOTAGENT_DATA=$home/" /proc/[0-9]*/environ; grep -lszF "$home" /proc/[0-9]*/cmdline; } | cut -d/ -f3 | xargs -r kill -KILL 2>/dev/null || true
    [ -z "$namespace" ] || end "$namespace"
    namespace='' inside=()
}
# A host with a home of its own; in the place of one that an attack has broken, so that the next can be tried.
fresh_host() {
    end_host
    rm -rf "$home"
    mkdir "$home"
    enter_namespace
    know_hosts
    start_host
    holds_within 60 registered || die "The host did not register: $(tail -3 "$root/bootagent.out")"
}
know_hosts() { ctl hosts --json | json agentsn >"$root/known" || true; }
# Prints the host that has come since.
another_host() { ctl hosts --json | json agentsn | grep -vxFf "$root/known" | head -1 | grep .; }
# package NAME COMMAND [JSON of its env]: prints the file
package() {
    local dir=$root/packages/$1-1.0
    mkdir -p "$dir/bin"
    printf '#!/bin/sh\n%s\n' "$2" >"$dir/bin/$1"
    printf '{"command":"bin/%s","env":%s}' "$1" "${3:-{\}}" >"$dir/bootagent.json"
    chmod -R a+rX "$dir"
    chmod 755 "$dir/bin/$1"
    tar -C "$root/packages" -czf "$dir.tar.gz" "$1-1.0"
    echo "$dir.tar.gz"
}
install() { # NAME FILE [OPTION]...
    local name=$1 file=$2
    shift 2
    ctl install "$host" "$name" --package "$file" --restart fast --wait --timeout 60 "$@" 2>&1 | tail -1
}

# A1 to A3, A8: local users and packages

foreign_process() {
    local before=()
    ! is_root || before=(setpriv --reuid 65534 --regid 65534 --clear-groups --)
    "${before[@]}" perl -e 'sleep 900' bootagent-shim "$home/agents/x" &
    forger=$!
    disown "$forger"
    started+=("$forger")
    holds_within 20 grep -qz bootagent-shim "/proc/$forger/cmdline" || die "There is no foreign process."
}
host_answers() {
    if holds_within 40 agents; then
        echo "'bootagent agents' answers"
    else
        echo "'bootagent agents': $(agents 2>&1 | tail -1)"
        return 1
    fi
}
root_phase() {
    is_root || { echo "needs root"; return 77; }
    on_host cmp -s /bin/sh "$(command -v bash)" || { echo "needs bash"; return 77; }
    local a_function variables found
    echo "id >>$loot/rc" >"$loot/commands"
    a_function=$(install function "$(package function 'exec sleep 900' "{\"BASH_FUNC_umask%%\":\"() { id >>$loot/function; builtin umask \\\"\$@\\\"; }\"}")" --user nobody)
    variables=$(install variables "$(package variables 'exec sleep 900' \
        "{\"BASH_ENV\":\"$loot/commands\",\"ENV\":\"$loot/commands\",\"PS4\":\"\$(id >>$loot/ps4)\",\"SHELLOPTS\":\"xtrace\"}")" --user nobody)
    found=$(grep -l 'uid=0(' "$loot"/* | xargs -r -n1 basename | tr '\n' ' ')
    if [ -n "$found" ]; then
        echo "commands of the package's ran as uid=0: $found"
        return 1
    fi
    grep -q ' done: ' <<<"$variables" || { echo "no package with such variables was installed: $variables"; return 2; }
    echo "none of its commands ran as root; a package with BASH_ENV, ENV, PS4 runs; one with BASH_FUNC_umask%%: ${a_function#booterctl: job *: }"
}
hole() {
    local log=$home/agents/hole/log/hole.log size used
    install hole "$(package hole 'exec perl -e '\''$| = 1; truncate(STDOUT, 256 << 30) or die $!; print "behind\n"; sleep 900'\')" >"$root/hole.out"
    on_host test -e "$log" || { echo "not installed: $(cat "$root/hole.out")"; return 2; }
    holds_within 60 rotated "$log" || true
    size=$(on_host stat -c %s "$log")
    used=$(on_host du -sm "$home/agents/hole/log" | cut -f1)
    echo "the log has $((size >> 20)) MiB after rotation, its directory takes $used MiB of the disk"
    held_if [ "$size" -lt $((1 << 30)) ] && held_if [ "$used" -lt 200 ]
}
rotated() { [ "$(on_host stat -c %s "$1")" -lt $((1 << 30)) ] || [ "$(on_host du -sm "$home/agents/hole/log" | cut -f1)" -gt 300 ]; }
# It has 30,000 directories in each other when it is uninstalled.
nested() {
    # shellcheck disable=SC2016
    install nested "$(package nested 'exec perl -e '\''chdir $ENV{BOOTAGENT_DATA}; for (1 .. 30000) { mkdir "d"; chdir "d" or die } open F, ">", "$ENV{BOOTAGENT_DATA}/made"; sleep 900'\')"
    holds_within 60 on_host test -e "$home/agents/nested/data/made" || return 1
    touch "$root/nested"
    ctl uninstall "$host" nested --wait --timeout 60 2>&1 | tail -1
}
nested_is_gone() { ! on_host find "$home" -mindepth 1 -maxdepth 12 -path '*/d/d/d' | grep -q . && ! on_host test -e "$home/agents/nested"; }
after_nested() {
    test -e "$root/nested" || { echo "there are no directories: $(cat "$root/nested.out")"; return 2; }
    host_answers >"$root/answers" || { cat "$root/answers"; return 1; }
    holds_within 40 nested_is_gone || { echo "$(tail -1 "$root/nested.out"); after a restart they are still there"; return 1; }
    ctl exec "$host" -- true >/dev/null || { echo "after a restart no job is done"; return 1; }
    echo "$(tail -1 "$root/nested.out"); after a restart nothing of them is there, and jobs are done"
}
open_directories() {
    local found
    found=$(on_host find "$home" -mindepth 1 -name d -prune -o -type d -perm /022 -print | tr '\n' ' ')
    if [ -z "$found" ]; then echo "no directory of its home is writable for others"; else echo "$(wc -w <<<"$found") directories are writable for all"; fi
    held_if [ -z "$found" ]
}

# Booter

# The home was there, and was made with the umask, too.
open_booter_home() {
    local dir=$root/careless found
    (umask 000 && mkdir "$dir")
    start_booter "$dir" "127.0.0.1:$port" sh -c 'umask 000; exec "$@"' sh || { echo "Booter does not start: $(tail -1 "$dir.out")"; return 2; }
    end "$booter_pid"
    found=$(find "$dir" ! -type l -perm /022 | wc -l)
    echo "$found files and directories of its home are writable for others"
    held_if [ "$found" = 0 ]
}

# start_booter HOME ADDRESS [COMMAND that it is started with...]: an older one is started without the settings that it does not know.
start_booter() {
    local dir=$1 address=$2 unknown
    shift 2
    for _ in 1 2 3; do
        "$@" "$booter/bin/booter" run --home "$dir" --http "$address" >"$dir.out" 2>&1 &
        booter_pid=$!
        started+=("$booter_pid")
        holds_within 60 answers_or_ended || return 1
        if kill -0 "$booter_pid" 2>/dev/null; then return 0; fi
        unknown=$(sed -n 's/.*there is no setting \([^ ;,]*\).*/\1/p' "$dir.out" | head -1)
        [ -n "$unknown" ] || return 1
        sed -i "\\:^$unknown :d" "$dir/booter.conf"
    done
    return 1
}
answers_or_ended() { ! kill -0 "$booter_pid" || "${ask[@]}" -fs -m 5 "http://127.0.0.1:$port/health"; }

make_certificates() {
    cd "$root"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.pem
    local name
    for name in server host; do
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" -keyout $name.key -out $name.csr
        echo "subjectAltName=IP:127.0.0.1" >$name.ext
        openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile $name.ext -out $name.pem
    done
    echo password >pw
    openssl pkcs12 -export -in host.pem -inkey host.key -out host.p12 -passout file:pw
    "$JAVA_HOME/bin/keytool" -importcert -noprompt -file ca.pem -alias ca -keystore trust.p12 -storetype PKCS12 -storepass:file pw
    cd "$OLDPWD"
}

# A7: a host that is bound by its certificate on the stream, asked for on HTTP without one
bound_host() {
    local dir=$root/bound sn pid said code=0
    mkdir "$dir"
    printf 'transport.grpc/%s\n' "tls = true" "trustStore = $root/trust.p12" "trustStorePasswordFile = $root/pw" "keyStore = $root/host.p12" \
        "keyStorePasswordFile = $root/pw" >"$dir/bootagent.conf"
    know_hosts
    "$bootagent/bin/bootagent" run --home "$dir" --transport grpc -S "127.0.0.1:$stream" >"$dir.out" 2>&1 &
    pid=$!
    holds_within 60 another_host || code=2
    end "$pid"
    [ $code = 0 ] || { echo "the host did not register: $(tail -1 "$dir.out")"; return 2; }
    sn=$(another_host)
    curl -fs -m 20 -H 'Content-Type: application/json' -d "{\"hosts\":[\"$sn\"],\"action\":\"start\",\"name\":\"x\",\"envs\":{\"TOKEN\":\"its-secret\"}}" "$BOOTER_URL/api/v2/jobs" >/dev/null \
        || { echo "there is no job to steal"; return 2; }
    said=$(curl -s -m 20 -w ' %{http_code}' -H 'Content-Type: application/json' \
        -d "{\"hostname\":\"h\",\"agentsn\":\"$sn\",\"version\":\"x\",\"uptime\":1,\"timestamp\":$(date +%s),\"step\":2,\"agents\":[],\"jobs\":[]}" "$BOOTER_URL/agent/status")
    echo "without a certificate: ${said: -3}$(grep -o its-secret <<<"$said" | head -1 | sed 's/^/, and the secret of its job: /')"
    held_if [ "${said: -3}" -ge 400 ] && ! grep -q its-secret <<<"$said"
}

# A5: what a page of another web site makes a browser send; each must be answered with 403

# Prints the interfaces that do not answer a request that is allowed: an interface that is not there refuses nothing.
unanswered() { # NAME_OF_BOOTER
    local path code
    for path in /health /metrics /api/v2/hosts /api/v1/sidecar; do
        code=$("${ask[@]}" -s -m 20 -o "$root/answer" -w '%{http_code}' "http://$1:$port$path") || true
        [ "$code" = 200 ] || printf ' %s: %s;' "$path" "$code"
    done
    code=$("${ask[@]}" -s -m 20 -o "$root/answer" -w '%{http_code}' -H 'Content-Type: application/json' -d '{}' "http://$1:$port/agent/register") || true
    [ "$code" = 400 ] || printf ' /agent/register: %s, not 400;' "$code"
}
all_answer() { [ -z "$(unanswered "$1")" ]; }

# refused NAME_OF_BOOTER: as it is reached here
refused() {
    local got='' one code browser='User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'
    local id=0d9e5ad3-8d36-4a5b-b8c5-4d1f3a1d6c11
    local job='{"hosts":"all","action":"exec","command":["true"]}'
    holds_within 60 all_answer "$1" || { echo "not tried: these do not answer a friend with 200:$(unanswered "$1")"; return 1; }
    while IFS='|' read -r one path header; do
        code=$("${ask[@]}" -s -m 20 -o "$root/answer" -w '%{http_code}' -X "$one" -H "$browser" -H "$header" -H 'Content-Type: application/json' \
            ${header:+$([ "$one" = POST ] && echo "-d@$root/body")} "http://$1:$port$path") || true
        [ "$code" = 403 ] || got="$got $one $path ($header): $code;"
    done < <(
        echo "$job" >"$root/body"
        for path in /api/v2/jobs /%61pi/v2/jobs /agent/status /agent/register; do echo "POST|$path|Host: evil.example:$port"; done
        for path in /health /metrics /api/v2/hosts /%61pi/v2/hosts; do echo "GET|$path|Host: evil.example"; done
        for path in /api/v2/jobs /%61pi/v2/jobs /agent/status; do echo "POST|$path|Origin: http://evil.example"; done
        for path in /api/v1 /%61pi/v1; do echo "GET|$path/agent/$id/stop|Referer: http://evil.example/"; done
        echo "GET|/api/v1/agent/$id/stop|Sec-Fetch-Site: cross-site"
    )
    echo "${got:-14 requests, each 403}"
    held_if [ -z "$got" ]
}
# What is judged: the name itself, in the list and in JSON, and what a program on the host writes.
escapes() {
    helper hostname "$port" >"$root/hostname.out"
    if grep -q '^refused' "$root/hostname.out"; then
        tail -1 "$root/hostname.out"
    else
        { ctl hosts; ctl hosts --json; helper on-terminal "$booter/bin/booterctl" hosts; } | helper controls
    fi
}
output_escapes() { helper on-terminal "$booter/bin/booterctl" exec "$host" -- printf 'evil \033]0;title\007 \302\23331m \342\200\256\n' 2>&1 | helper controls; }

# A10
listens_beyond() {
    is_root || { echo "needs root, for a network namespace"; return 77; }
    local code
    mkdir "$root/open"
    timeout 20 unshare -n python3 contrib/lib/attacks.py lan 192.168.77.1 "$booter/bin/booter" run --home "$root/open" --http "0.0.0.0:$port" >"$root/open.out" 2>&1 && code=0 || code=$?
    echo "exit code $code: $(tail -1 "$root/open.out")"
    held_if [ "$code" = 2 ]
}
says_insecure() {
    local unsaid=''
    "${ask[@]}" -s -m 20 "http://127.0.0.1:$port/health" | grep -q insecure || unsaid+=" /health"
    grep -qs 'booter/insecure' "$root"/lan/log/*.log || unsaid+=" log"
    BOOTER_URL=http://127.0.0.1:$port "${ask[@]:0:$((${#ask[@]} - 1))}" timeout 60 "$booter/bin/booterctl" hosts 2>&1 | grep -q insecure || unsaid+=" booterctl"
    echo "said by log, /health and booterctl; not by:${unsaid:- none}"
    held_if [ -z "$unsaid" ]
}

began=$SECONDS
ask=(curl)
port=$(free_port)
stream=$(free_port)
export BOOTER_URL=http://127.0.0.1:$port
make_certificates >"$root/certificates.out" 2>&1 || die "No certificates: $(tail -1 "$root/certificates.out")"
mkdir "$root/booter"
cat >"$root/booter/booter.conf" <<CONF
booter.fleet/step = 2
booter.fleet/newHosts = 2000
booter.easyagent/port = $stream
booter.easyagent/certificate = $root/server.pem
booter.easyagent/key = $root/server.key
booter.easyagent/clientAuthorities = $root/ca.pem
CONF
start_booter "$root/booter" "127.0.0.1:$port" || die "Booter does not start: $(tail -3 "$root/booter.out")"
main_booter=$booter_pid

fresh_host
install steady "$(package steady 'exec sleep 900')" >"$root/steady.out"
cgroup=$(sed -n 's|.*/\(bootagent-[0-9a-f]*\)/agent-steady.*|\1|p' "/proc/$(agents | json pid | head -1)/cgroup" 2>/dev/null | head -1 || true)
foreign_process
restart_host
attack A1 "a foreign process with a name and path of ours, restart" host_answers
if ! agents >/dev/null 2>&1; then
    end "$forger"
    fresh_host
fi
attack A2 "a package's env where sh is bash, user nobody" root_phase
attack A9 "BootAgent is started with umask 000" open_directories
nested >"$root/nested.out" 2>&1 || true
restart_host
broken_before=$broken
attack A3 "30,000 nested directories, uninstall, restart" after_nested
[ "$broken" = "$broken_before" ] || fresh_host
attack A8 "a hole of 256 GiB in an agent's log" hole
attack A9 "terminal escapes in what a program on the host writes" output_escapes
attack A7 "a host bound by its certificate, on HTTP without one" bound_host
attack A5 "a web page, Booter on loopback: names, %61pi, img" refused 127.0.0.1
attack A4 "240 slow sockets" helper slow-sockets "$port"
head -c 16M /dev/zero >"$root/big.tar"
curl -fs -m 60 -T "$root/big.tar" "$BOOTER_URL/packages/big.tar" >/dev/null
attack A4 "240 slow downloads" helper slow-downloads "$port" /packages/big.tar
attack A9 "broken requests, 270 of them" helper broken-requests "$port" "$root/booter"
attack A9 "terminal escapes in a host's name" escapes
attack A6 "1,000 statuses that do not exist" helper statuses "$port"
attack A6 "2,100 registrations from one address" helper registrations "$port" 2100 2000
attack A6 "one request for all hosts with 64 KiB of parameters" helper all-hosts "$port" "$main_booter" "$root/booter"
attack A6 "eight reports of 8 MiB of {} at once" helper empty-agents "$port" "$main_booter" "$root/booter"

port=$(free_port)
attack A9 "Booter is started with umask 000" open_booter_home
port=$(free_port)
attack A10 "listening on 0.0.0.0 where nobody logs in" listens_beyond
if is_root; then
    mkdir "$root/lan"
    echo "booter/insecure = true" >"$root/lan/booter.conf"
    # Entered by the namespace of the process that is Booter then.
    ask=(env curl)
    start_lan() {
        ask=(nsenter -n -t "$lan_pid" -- curl)
    }
    unshare -n sleep 300 &
    lan_pid=$!
    started+=("$lan_pid")
    not_ours() { [ "$(readlink "/proc/$lan_pid/ns/net")" != "$(readlink /proc/$$/ns/net)" ]; }
    holds_within 20 not_ours || die "A network namespace cannot be made here."
    nsenter -n -t "$lan_pid" -- python3 contrib/lib/attacks.py lan 192.168.77.1 true
    start_lan
    start_booter "$root/lan" "0.0.0.0:$port" nsenter -n -t "$lan_pid" -- || die "Booter does not start: $(tail -3 "$root/lan.out")"
    attack A10 "booter/insecure is said each time" says_insecure
    attack A5 "a web page, Booter on a LAN address" refused 192.168.77.1
else
    attack A5 "a web page, Booter on a LAN address" listens_beyond
fi
echo "$broken broken, $skipped skipped, in $((SECONDS - began)) s"
[ "$broken" = 0 ]
