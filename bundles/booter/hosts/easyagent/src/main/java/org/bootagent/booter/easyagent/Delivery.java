package org.bootagent.booter.easyagent;

import com.google.protobuf.ByteString;
import java.util.List;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.easyagent.proto.ControlResponse;
import org.bootagent.easyagent.proto.JobOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts jobs into the words of the host's protocol: one of our own takes each as it is, EasyAgent's sidecar knows its commands. */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final FleetServices fleet;
    private final Commands commands;

    Delivery(FleetServices fleet) {
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

    /**
     * A job that cannot be told, or whose stream was cut before it could be written, fails here and now: the sidecar never heard of it. Nothing is thrown: others
     * that wait behind it are counted as sent already.
     */
    void command(Session session, FleetJob job) {
        ControlResponse command;
        try {
            command = commands.of(job);
        } catch (IllegalArgumentException e) {
            fail(job, ErrorCode.UNKNOWN_ACTION, e.getMessage());
            return;
        } catch (FleetException e) {
            fail(job, ErrorCode.BAD_FIELD, e.getMessage());
            return;
        } catch (RuntimeException | Error e) {
            LOG.error("job {} could not be put into the words of sidecar {}", job.id(), job.agentsn(), e);
            fail(job, ErrorCode.INTERNAL_ERROR, "Booter could not put it into a command; its log says why");
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
        try {
            fleet.delivery().fail(List.of(job.id()), code.number(), message);
        } catch (RuntimeException | Error e) {
            LOG.warn(
                    "job {} cannot be done ({}), which could not be noted: it ends when its time is over",
                    job.id(),
                    message,
                    e);
        }
    }
}
