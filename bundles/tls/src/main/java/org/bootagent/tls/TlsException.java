package org.bootagent.tls;

import java.io.IOException;

/** A file of keys or certificates cannot be used. The message names its setting, the file, the fault and the remedy. */
public final class TlsException extends IOException {
    private static final long serialVersionUID = 1L;

    TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
