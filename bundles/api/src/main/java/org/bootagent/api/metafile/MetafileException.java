package org.bootagent.api.metafile;

/** The metafile could not be read or made durable. The message names the file and says what to do. */
public final class MetafileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MetafileException(String message, Throwable cause) {
        super(message, cause);
    }
}
