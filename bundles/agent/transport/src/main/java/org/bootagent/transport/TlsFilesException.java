package org.bootagent.transport;

import java.io.IOException;

/** The TLS files are not what they should be, so nothing is sent to any server. */
public final class TlsFilesException extends IOException {
    private static final long serialVersionUID = 1L;

    TlsFilesException(String message, Throwable cause) {
        super(message, cause);
    }
}
