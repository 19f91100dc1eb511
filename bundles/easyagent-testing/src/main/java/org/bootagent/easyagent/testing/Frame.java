package org.bootagent.easyagent.testing;

import com.google.protobuf.ByteString;

/**
 * One message or status of a stream, as on the wire.
 *
 * @param scenario the current scenario
 * @param at milliseconds since the recording began; calls and callbacks share this clock
 * @param connection the TCP connection, counted from 1
 * @param call joins a request with its responses and its status; null for the connection itself
 * @param deadline milliseconds that the caller gave a request, null for none
 * @param bytes the whole message; null for a status, and for a message of which only length and digest are known
 * @param code the gRPC status, null for a message
 * @param message the status' text; null where the peer sent none
 * @param length of a message whose bytes are not kept
 * @param sha256 of a message whose bytes are not kept
 */
public record Frame(
        String scenario,
        int at,
        int connection,
        Method method,
        Kind kind,
        String call,
        Integer deadline,
        ByteString bytes,
        String code,
        String message,
        Integer length,
        String sha256) {

    /** Method of a call. */
    public enum Method {
        /** The TCP connection opens or ends. */
        CONNECTION,
        REGISTER_SIDECAR,
        READY_FOR_CONTROL,
        REPORT_EVENT
    }

    /** The part of a call. */
    public enum Kind {
        REQUEST,
        RESPONSE,
        STATUS
    }

    /** Returns whether it is this part of a call of this method. */
    public boolean is(Method which, Kind part) {
        return method == which && kind == part;
    }

    /** Returns whether it is a command of the server. */
    public boolean isCommand() {
        return is(Method.READY_FOR_CONTROL, Kind.RESPONSE);
    }

    /** Returns whether it is an event of the host whose bytes are kept. */
    public boolean isEvent() {
        return is(Method.REPORT_EVENT, Kind.REQUEST) && bytes != null;
    }

    /** Reads the message. */
    public Message content() {
        return switch (method) {
            case REGISTER_SIDECAR -> kind == Kind.REQUEST ? Message.registration(bytes) : Message.empty(bytes);
            case READY_FOR_CONTROL -> kind == Kind.REQUEST ? Message.listening(bytes) : Message.command(bytes);
            case REPORT_EVENT -> kind == Kind.REQUEST ? Message.event(bytes) : Message.empty(bytes);
            case CONNECTION -> throw new IllegalStateException("a connection has no message");
        };
    }
}
