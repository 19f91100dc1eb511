package org.bootagent.booterctl.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the host that an operator means: by serial number, the beginning of one, or host name. */
public final class HostLookup {
    private static final Pattern WHOLE = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final int MAX_NAMED = 5;

    private HostLookup() {}

    /** Returns the path of the host in the management interface. */
    public static String path(Server server, String word) throws CommandException {
        return "/api/v2/hosts/" + Server.encoded(serialNumber(server, word));
    }

    /** Returns the path of the host, or of all hosts if none is named. */
    public static String pathOrAll(Server server, String word) throws CommandException {
        return word == null ? "/api/v2" : path(server, word);
    }

    static String serialNumber(Server server, String word) throws CommandException {
        String lower = word.toLowerCase(Locale.ROOT);
        if (WHOLE.matcher(lower).matches()) {
            return lower;
        }
        var matches = new ArrayList<JsonNode>();
        for (var host : Lists.all(server, "/api/v2/hosts?q=" + Server.encoded(word), "hosts")) {
            if (host.path("agentsn").asText().startsWith(lower)
                    || host.path("hostname").asText().equalsIgnoreCase(word)) {
                matches.add(host);
            }
        }
        if (matches.size() != 1) {
            throw CommandException.usage(matches.isEmpty() ? unknown(word) : ambiguous(word, matches));
        }
        return matches.get(0).path("agentsn").asText();
    }

    private static String unknown(String word) {
        return "no host has the name '" + word + "' or a serial number that begins so; 'booterctl hosts' lists all";
    }

    private static String ambiguous(String word, List<JsonNode> matches) {
        String named = matches.stream()
                .limit(MAX_NAMED)
                .map(host -> host.path("agentsn").asText() + " ("
                        + host.path("hostname").asText() + ")")
                .collect(Collectors.joining(", "));
        return "'" + word + "' means " + matches.size() + " hosts: " + named + (matches.size() > MAX_NAMED ? ", …" : "")
                + "; give more of the serial number";
    }
}
