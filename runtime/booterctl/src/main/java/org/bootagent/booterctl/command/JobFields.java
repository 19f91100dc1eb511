package org.bootagent.booterctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Sets the fields of a job for which the command line has a value. */
public final class JobFields {
    private JobFields() {}

    public static void put(ObjectNode object, String field, Double value) {
        if (value != null) {
            object.put(field, value);
        }
    }

    public static void put(ObjectNode object, String field, Integer value) {
        if (value != null) {
            object.put(field, value);
        }
    }

    public static void put(ObjectNode object, String field, String value) {
        if (value != null) {
            object.put(field, value);
        }
    }
}
