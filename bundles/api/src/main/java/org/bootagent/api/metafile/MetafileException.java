package org.bootagent.api.metafile;

/** The metafile could not be read or made durable. The message names the file and says what to do. */
public final class MetafileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean diskFull;

    public MetafileException(String message, Throwable cause) {
        this(message, cause, false);
    }

    /** @param diskFull whether no space was left for it */
    public MetafileException(String message, Throwable cause, boolean diskFull) {
        super(message, cause);
        this.diskFull = diskFull;
    }

    public boolean diskFull() {
        return diskFull;
    }
}
