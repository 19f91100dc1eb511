package org.bootagent.booter.easyagent;

import com.google.protobuf.ByteString;
import java.util.List;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.booter.fleet.Fleet;
import org.bootagent.booter.fleet.FleetJob;
import org.bootagent.easyagent.proto.ControlResponse;
import org.bootagent.easyagent.proto.JobOption;

/** Puts jobs into the words of the host's protocol: one of our own takes each as it is, EasyAgent's sidecar knows its commands. */
final class Delivery {
    private final Fleet fleet;
    private final Commands commands;

    Delivery(Fleet fleet) {
        this.fleet = fleet;
        this.commands = new Commands(fleet);
    }

    ControlResponse job(FleetJob job) {
        var option = JobOption.newBuilder().setJson(ByteString.copyFromUtf8(job.instructionJson()));
        return ControlResponse.newBuilder()
                .setCmd(ControlResponse.Command.RUN_JOB)
                .setSeqno((int) job.seq())
                .setJobOption(option)
                .build();
    }

    /** A job that cannot be told, or whose stream was cut before it could be written, fails here and now: the sidecar never heard of it. */
    void command(Session session, FleetJob job) {
        ControlResponse command;
        try {
            command = commands.of(job);
        } catch (IllegalArgumentException e) {
            fail(job, ErrorCode.UNKNOWN_ACTION, e.getMessage());
            return;
        }
        if (!session.send(command)) {
            fail(
                    job,
                    ErrorCode.TRANSIENT,
                    "the stream to sidecar " + job.agentsn()
                            + " was cut before the command could be written; ask again");
        }
    }

    private void fail(FleetJob job, ErrorCode code, String message) {
        fleet.fail(List.of(job.id()), code.number(), message);
    }
}
