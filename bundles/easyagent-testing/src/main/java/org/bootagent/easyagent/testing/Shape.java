package org.bootagent.easyagent.testing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names and types of a message's fields. The generated classes lack them: they know neither absent fields nor invalid UTF-8. */
record Shape(String name, Map<Integer, FieldShape> fields) {
    private static final String COMMANDS =
            "INSTALL_AGENT UNINSTALL_AGENT UPDATE_AGENT START_AGENT STOP_AGENT UPDATE_AGENT_CONFIG UPDATE_SIDECAR"
                    + " UPDATE_SIDECAR_CONFIG EXEC_SCRIPT CANCEL_AGENTS EXEC_REST";
    private static final String EVENTS =
            "EVT_OP_PROGRESS EVT_AGENT_ERR EVT_OS_RESOURCE_USAGES EVT_PROC_RESOURCE_USAGES EVT_EXEC_SCRIPT"
                    + " EVT_AGENT_HEALTH_CHECK EVT_REST_SCRIPT";
    private static final Map<String, String[]> ENUMS = Map.of(
            "Command", COMMANDS.split(" ", -1),
            "EventType", EVENTS.split(" ", -1),
            "StopType", new String[] {"STOP_UNRECOVER", "STOP_RECOVER"});

    /** One line per message; a field is its name, its number and its type. */
    private static final String SHAPES = """
            Empty
            Time seconds 1 int, nanos 2 int
            Duration seconds 1 int, nanos 2 int
            Header id 1 id, systime 2 Time
            Register H 1 Header, osType 2 text, osPlatform 3 text, osVersion 4 text, cpuSerial 5 text, cpuCores 6 int, memSize 7 int, swapSize 8 int, host 9 text, localIp 10 text, callBack 11 text*
            Control H 1 Header
            Command cmd 1 Command, seqno 2 int, installAgentOptions 100 Install, uninstallAgentOptions 101 Uninstall, updateAgentOptions 102 Update, startAgentOptions 103 Start, stopAgentOptions 104 Stop, updateAgentConfigOptions 105 Config, updateSidecarOptions 106 Empty, updateSidecarConfigOptions 107 Empty, execScriptOptions 108 Script, cancelOptions 109 Cancel, execRestOptions 110 Rest
            Install agentId 1 id, configurationPath 2 text, binaryPath 3 text, parameter 4 text*, name 5 text, installParameter 6 text*, installScript 7 text, workdir 8 text, healthShell 9 text, healthPeriod 10 Duration, timeout 11 Duration, healthStartPeriod 12 Duration, healthTimeout 13 Duration, healthRetries 14 int, runUser 15 text
            Uninstall agentId 1 id, parameter 2 text*, uninstallScript 3 text, timeout 4 Duration
            Update agentId 1 id, parameter 2 text*, updateScript 3 text, timeout 4 Duration
            Start agentId 1 id, cpuLimit 2 float, memLimit 3 int, netLimit 4 int, environment 5 Entry*
            Entry key 1 text, value 2 text
            Stop agentId 1 id, stopAgentOptionsType 2 StopType
            Config agentId 1 id, configContent 2 text, configPath 3 text
            Script parameter 1 text*, execScript 2 text, timeout 3 Duration, agentId 4 id
            Cancel agentId 1 id
            Rest method 1 text, path 2 text, query 3 text, body 4 text, timeout 5 Duration, agentId 6 id
            Event H 1 Header, eventType 2 EventType, opProgress 100 Progress, agentError 101 Error, osResourceUsages 102 HostUsages, procResourceUsages 103 Usages, execScriptResponse 104 Answer, agentHealthCheck 105 Health, execRestResponse 106 Answer
            Progress seqno 1 int, agentId 2 id, progress 3 float, failed 4 bool, message 5 text
            Error agentId 1 id, errstr 2 text
            HostUsages cpuUsage 1 float, memUsage 2 int, swapUsage 3 int, load1 4 float, uptime 5 double, diskUsage 6 Disk*, netStats 7 Net*
            Disk mountPoint 1 text, usedSpace 2 int, totalSpace 3 int
            Net ifName 1 text, ifIp 2 text*, bytesSent 3 int, bytesRecv 4 int
            Usages agentId 1 id, cpuUsage 2 float, memory 3 int, cmd 4 text, bytesSent 5 int, bytesRecv 6 int
            Answer seqno 1 int, failed 2 bool, response 3 text, agentId 4 id
            Health agentId 1 id, failed 2 bool
            Msg id 1 text, index 2 text, typ 3 text, jsonBytes 4 text, key 5 text
            """;

    private static final Map<String, Shape> ALL = parse();

    /** One field: {@code type} is int, bool, text, id, float, double, an enumeration or a message. */
    record FieldShape(String name, String type, boolean repeated) {
        Shape message() {
            return ENUMS.containsKey(type) ? null : ALL.get(type);
        }

        /** The number of an enumeration's constant. */
        long value(String constant) {
            return List.of(ENUMS.get(type)).indexOf(constant);
        }

        String constant(long value) {
            String[] names = ENUMS.get(type);
            return names != null && value < names.length ? names[(int) value] : null;
        }
    }

    static Shape of(String name) {
        return ALL.get(name);
    }

    FieldShape field(int number) {
        return fields.getOrDefault(number, new FieldShape("field " + number, "unknown", false));
    }

    int number(String field) {
        return fields.entrySet().stream()
                .filter(entry -> entry.getValue().name().equals(field))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " has no field " + field))
                .getKey();
    }

    private static Map<String, Shape> parse() {
        Map<String, Shape> all = new HashMap<>();
        SHAPES.lines().forEach(line -> {
            String name = line.split(" ", 2)[0];
            all.put(name, new Shape(name, fields(line.substring(name.length()).strip())));
        });
        return Map.copyOf(all);
    }

    private static Map<Integer, FieldShape> fields(String text) {
        Map<Integer, FieldShape> fields = new HashMap<>();
        for (String field : text.isEmpty() ? new String[0] : text.split(", ", -1)) {
            String[] parts = field.split(" ", 3);
            boolean repeated = parts[2].endsWith("*");
            String type = repeated ? parts[2].substring(0, parts[2].length() - 1) : parts[2];
            fields.put(Integer.valueOf(parts[1]), new FieldShape(parts[0], type, repeated));
        }
        return Map.copyOf(fields);
    }
}
