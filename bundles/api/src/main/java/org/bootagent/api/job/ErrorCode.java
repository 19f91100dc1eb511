package org.bootagent.api.job;

import java.util.Arrays;
import java.util.Optional;

/**
 * The {@code errcode} of a job's result. The hundreds decide what the server does: 1xx the request is wrong, 2xx worth trying again,
 * 3xx this host cannot, 4xx the agent's own fault.
 */
public enum ErrorCode {
    SUCCESS(0, "done"),

    BAD_REQUEST(100, "the request is wrong"),
    MISSING_FIELD(101, "a field that this action needs is missing"),
    BAD_FIELD(102, "a field has a wrong type, syntax or bound"),
    UNKNOWN_AGENT(103, "no agent of this name is installed on the host"),
    UNKNOWN_ACTION(104, "no bundle on the host provides this action"),
    ALREADY_INSTALLED(105, "an agent of this name is installed from another package; use upgrade"),
    CHECKSUM_MISMATCH(106, "the file that was fetched is not the one that was asked for"),
    BAD_PACKAGE(107, "the package cannot be unpacked, or tries to leave its directory"),
    PACKAGE_TOO_LARGE(108, "the package, or what is in it, exceeds the host's bounds"),
    NO_COMMAND(109, "neither the job nor the package says what to run, and there is no bin/<name>"),
    CANCELLED(110, "the job was cancelled"),
    REFUSED_RELEASE(111, "this package failed on this host before; force it to try again"),
    UNKNOWN_BUNDLE(112, "no bundle of this name is installed on the host"),
    OWN_BUNDLE(113, "the bundle is a part of BootAgent; upgrade BootAgent instead"),
    ALREADY_RUNNING(114, "the agent runs already, and the job asks that it does not"),

    TRANSIENT(200, "worth trying again"),
    DOWNLOAD_FAILED(201, "the package could not be fetched"),
    DISK_FULL(202, "no space left on the host"),
    DEADLINE_EXCEEDED(203, "the job did not end in its time"),
    IO_ERROR(204, "a file of the host could not be read or written"),

    HOST(300, "this host cannot do it"),
    LIMITS_UNSUPPORTED(301, "the host has no mechanism for these limits"),
    NO_PERMISSION(302, "the host agent lacks a permission"),
    WRONG_ARCHITECTURE(303, "the package is built for another architecture"),
    INTERNAL_ERROR(304, "the action's own code failed"),
    OUTCOME_UNKNOWN(305, "the host agent was ended while it ran; it is not run twice"),

    AGENT(400, "the agent's own fault"),
    DOES_NOT_START(401, "the agent could not be started"),
    UNHEALTHY(402, "the agent runs but does not become healthy"),
    CRASHED(403, "the agent ended by itself soon after its start"),
    DOES_NOT_STOP(404, "the agent is still there after it was killed"),
    BUNDLE_FAILED(405, "the bundle does not resolve, start or become active"),
    SCRIPT_FAILED(406, "the script or command ended with an exit code other than 0");

    private final int number;
    private final String meaning;

    ErrorCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }

    /** Returns the meaning as one phrase for an operator. */
    public String meaning() {
        return meaning;
    }

    /** Returns whether the same job may succeed if it is sent again later. */
    public boolean worthRetrying() {
        return number / 100 == 2;
    }

    /** Returns the code of a number, if this version knows it. */
    public static Optional<ErrorCode> of(int number) {
        return Arrays.stream(values()).filter(code -> code.number == number).findFirst();
    }
}
