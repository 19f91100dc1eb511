package org.bootagent.launcher;

/** The command line or the configuration is wrong; the message says what and what to do. */
final class UsageException extends RuntimeException {
    /** Exit code that tells whoever runs the program that another start does not help. */
    static final int EXIT_CODE = 2;

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
