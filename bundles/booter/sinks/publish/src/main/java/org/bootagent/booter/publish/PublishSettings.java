package org.bootagent.booter.publish;

import java.nio.file.Files;
import java.nio.file.Path;
import org.bootagent.api.host.Redaction;

/**
 * Rejects settings by the name that the operator wrote, such as {@code booter.publish.http~audit/url}.
 *
 * @param bundle part before the slash
 */
public record PublishSettings(String bundle) {
    private static final String PREFIX = "org.bootagent.";

    /** Name that the launcher gives to an instance without a name. */
    private static final String UNNAMED = "~unnamed";

    /** @param pid of the configuration */
    public static PublishSettings of(String pid) {
        String name = pid.startsWith(PREFIX) ? pid.substring(PREFIX.length()) : pid;
        return new PublishSettings(name.endsWith(UNNAMED) ? name.substring(0, name.length() - UNNAMED.length()) : name);
    }

    /**
     * Returns a number.
     *
     * @throws IllegalArgumentException unless it is within bounds, both included
     */
    public int within(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong(key, value, "must be " + least + " to " + most);
        }
        return value;
    }

    /**
     * Returns a file; empty: none.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    public String readable(String key, String file) {
        if (!file.isEmpty() && !(Files.isRegularFile(Path.of(file)) && Files.isReadable(Path.of(file)))) {
            throw wrong(key, file, "must be a file that Booter may read");
        }
        return file;
    }

    /** @param allowed what it must be */
    public IllegalArgumentException wrong(String key, Object value, String allowed) {
        return new IllegalArgumentException(
                name(key) + " is '" + Redaction.urls(String.valueOf(value)) + "', " + allowed);
    }

    /** Returns the name as the operator writes it. */
    public String name(String key) {
        return bundle + "/" + key;
    }
}
