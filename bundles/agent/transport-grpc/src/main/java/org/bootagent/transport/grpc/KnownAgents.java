package org.bootagent.transport.grpc;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.Section;

/**
 * Maps the UUIDs by which EasyAgent knows agents to this host's unique names. A name stays taken after its agent was removed, so that late messages still find
 * their way. Thread-safe.
 */
final class KnownAgents {
    private static final Pattern UNFIT = Pattern.compile("[^A-Za-z0-9._-]");
    private static final int LONGEST = 48;

    private final Metafile metafile;

    KnownAgents(Metafile metafile) {
        this.metafile = metafile;
    }

    /** @param names by UUID */
    record Names(Map<String, String> names) {
        static final Section<Names> SECTION = new Section<>("easyagent", Names.class);

        Names {
            names = names == null ? Map.of() : Map.copyOf(names);
        }

        Names with(UUID id, String name) {
            var more = new TreeMap<>(names);
            more.put(id.toString(), name);
            return new Names(more);
        }
    }

    Optional<String> name(UUID id) {
        return Optional.ofNullable(names().names().get(id.toString()));
    }

    Optional<UUID> id(String name) {
        return names().names().entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(entry -> UUID.fromString(entry.getKey()))
                .findFirst();
    }

    /** Returns the name of an agent to install; durable when this returns. */
    String name(UUID id, String wanted) {
        var known = name(id);
        if (known.isPresent()) {
            return known.get();
        }
        String name = free(id, fit(wanted));
        metafile.commit(edit -> edit.put(
                Names.SECTION,
                edit.get(Names.SECTION).orElse(new Names(Map.of())).with(id, name)));
        return name;
    }

    private String free(UUID id, String name) {
        String start = id.toString().substring(0, 8);
        if (name.isEmpty()) {
            return "agent-" + start;
        }
        return id(name).isEmpty() ? name : name + "-" + start;
    }

    /** Makes a name fit for a path. */
    private static String fit(String wanted) {
        String name = UNFIT.matcher(wanted.strip()).replaceAll("-").replaceFirst("^[._-]+", "");
        return name.length() > LONGEST ? name.substring(0, LONGEST) : name;
    }

    private Names names() {
        return metafile.read(Names.SECTION).orElse(new Names(Map.of()));
    }
}
