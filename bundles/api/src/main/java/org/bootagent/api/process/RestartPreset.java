package org.bootagent.api.process;

import java.util.Locale;

/** The named restart policies; their data is in {@code process-supervisor}. */
public enum RestartPreset {
    /** The seed's rule. Default over BootAgent REST. */
    CLASSIC,
    /** EasyAgent's rule. Default over its stream. */
    SIDECAR,
    /** 100 ms, doubling to 60 s, given up after repeated failures within a window. */
    FAST;

    /** The name in jobs and on command lines. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException for any other name */
    public static RestartPreset parse(String name) {
        for (var preset : values()) {
            if (preset.wireName().equals(name)) {
                return preset;
            }
        }
        throw new IllegalArgumentException("restart '" + name + "' must be classic, sidecar or fast");
    }
}
