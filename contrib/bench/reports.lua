-- wrk's script: status reports of hosts with unchanged agents, as the host agent sends them. A host's report is put together anew once a second, when its uptime has
-- changed, and not for each request: what the load generator takes of the processors is not left for what is measured.
--
--   wrk -s reports.lua URL -- HOSTS AGENTS

local hosts, agents
local turn = 0
local began = os.time()
local bodies, made = {}, {}

function init(args)
    hosts, agents = tonumber(args[1]), tonumber(args[2])
    wrk.method = "POST"
    wrk.path = "/agent/status"
    wrk.headers["Content-Type"] = "application/json"
end

local function body(host, now)
    local list = {}
    -- Whenever this is run, the host and its agents were started at the same time.
    local up = now % 10000000
    for i = 1, agents do
        list[i] = string.format('{"name":"agent-%d","version":"1.4.%d","status":"running","uptime":%d,"state":"running","pid":%d,"restarts":0,'
            .. '"release":"1.4.%d-0123456789ab","reason":"","limits":{"CPU":"10%%","memory":"20M"},"mechanism":"cgroup-v2","health":"healthy","healthReason":""}',
            i, i, up, 1000 + i, i)
    end
    return string.format('{"hostname":"host%d","agentsn":"00000000-0000-4000-8000-%012x","version":"bootagent-0.1.0-x86_64","uptime":%d,"timestamp":%d,"step":60,'
        .. '"agents":[%s],"jobs":[],"events":[],"actions":["cancel","config","exec","install","restart","start","stop","uninstall","upgrade"],"progress":[],'
        .. '"instance":"run-%d"}', host, host, up, now, table.concat(list, ","), host)
end

function request()
    turn = turn % hosts + 1
    local now = os.time()
    if made[turn] ~= now then
        made[turn] = now
        bodies[turn] = wrk.format(nil, nil, nil, body(turn, now))
    end
    return bodies[turn]
end

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format("reports %d seconds %.2f p99ms %.1f failed %d\n", summary.requests, summary.duration / 1e6, latency:percentile(99) / 1e3,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
