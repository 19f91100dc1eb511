package org.bootagent.booter.easyagent;

import com.google.protobuf.ByteString;

/** Keeps what scripts and calls have answered. */
@FunctionalInterface
interface Responses {
    void keep(long seq, ByteString response);
}
