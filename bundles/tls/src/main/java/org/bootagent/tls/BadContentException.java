package org.bootagent.tls;

/** A fault in the content of a file, with the remedy; the file's reader adds the names of the setting and the file. */
final class BadContentException extends Exception {
    private static final long serialVersionUID = 1L;

    BadContentException(String message) {
        super(message);
    }

    BadContentException(String message, Throwable cause) {
        super(message, cause);
    }
}
