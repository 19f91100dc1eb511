package org.bootagent.launcher;

/** What the program needs is not to be had now; another start may find it. The message says what it is. */
final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
