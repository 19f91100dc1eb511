package org.bootagent.tls;

/** What is wrong with the content of a file, and what to do; its reader adds the names of the setting and the file. */
final class BadContentException extends Exception {
    private static final long serialVersionUID = 1L;

    BadContentException(String message) {
        super(message);
    }

    BadContentException(String message, Throwable cause) {
        super(message, cause);
    }
}
