package org.bootagent.booter.easyagent.api;

/** Ends a call with one of EasyAgent's codes. */
final class V1Exception extends Exception {
    private static final long serialVersionUID = 1L;
    static final int UNKNOWN = 100;
    static final int PARAMETER = 101;
    static final int DATABASE = 102;
    static final int COMMUNICATION = 103;

    private final int code;

    V1Exception(int code, String message) {
        super(message);
        this.code = code;
    }

    static V1Exception parameter(String message) {
        return new V1Exception(PARAMETER, message);
    }

    int code() {
        return code;
    }

    /** What EasyAgent calls it. */
    static String name(int code) {
        return switch (code) {
            case PARAMETER -> "parameter error";
            case DATABASE -> "database error";
            case COMMUNICATION -> "agent communication error";
            default -> "unknown error";
        };
    }
}
