package org.bootagent.launcher;

/** Thrown when something that the program needs is missing now; another start may find it. The message names it. */
final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
