package org.example.action.ping;

/**
 * Parameters of a ping; they map by name, unknown ones are ignored.
 *
 * @param message to be sent back; at most 200 characters
 */
record Ping(String message) {
    private static final int MAX_LENGTH = 200;

    /** Validates. An exception is reported as a bad field, with its message. */
    Ping {
        message = message == null ? "" : message;
        if (message.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "message has " + message.length() + " characters, at most " + MAX_LENGTH + " are allowed");
        }
    }

    String answer(String greeting) {
        return message.isEmpty() ? greeting : greeting + ": " + message;
    }
}
