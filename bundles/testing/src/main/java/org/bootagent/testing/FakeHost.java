package org.bootagent.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.bootagent.api.job.Job;
import org.bootagent.api.packages.Checksum;
import org.bootagent.wire.JobMessage;
import org.bootagent.wire.Json;

/** A simulated host with everything that an action may use. Its state outlives a {@link Crash}. */
public final class FakeHost {
    private final Faults faults = new Faults();
    private final FakeMetafile metafile = new FakeMetafile(faults);
    private final FakePackages packages = new FakePackages(faults);
    private final FakeSupervisor supervisor = new FakeSupervisor(faults);

    public Faults faults() {
        return faults;
    }

    public FakeMetafile metafile() {
        return metafile;
    }

    public FakePackages packages() {
        return packages;
    }

    public FakeSupervisor supervisor() {
        return supervisor;
    }

    /** Offers a simulated package of a version, and returns its checksum. */
    public Checksum packageOf(String version) {
        var hex = String.format("%08x", version.hashCode()).repeat(8);
        var checksum = new Checksum(hex);
        packages.offer(checksum, version);
        return checksum;
    }

    /** A job as the server sends it. */
    public static Job job(String json) {
        try {
            return JobMessage.read(Json.MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
