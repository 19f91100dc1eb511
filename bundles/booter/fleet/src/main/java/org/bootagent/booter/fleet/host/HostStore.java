package org.bootagent.booter.fleet.host;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.osgi.annotation.versioning.ConsumerType;

/** Hosts in the store, within one unit of work. */
@ConsumerType
public interface HostStore {
    /** Adds a host unless its serial number is known. @return whether it was added */
    boolean add(Host host);

    /** Adds hosts that are not known. If another unit of work adds one of them first, this one is run again. */
    void addAll(Collection<Host> hosts);

    /**
     * Notes when these hosts were last heard of and until when they count as online, and locks them. A host that was heard of later stays as it is. A negative uptime
     * is not noted.
     *
     * @return those that are not known
     */
    List<Host> seen(Collection<Host> hosts);

    /**
     * Moves when hosts were last heard of and until when they count as online, for a clock that was set.
     *
     * @param by negative: back
     * @param onlineAfter only of hosts that count as online after this time
     */
    void moveTimes(Duration by, Instant onlineAfter);

    /** Moves the same times of hosts last heard of after this time: the clock before it was set back had noted them. */
    void moveTimesAfter(Instant now, Duration by);

    /** Keeps other units of work from these hosts until the end of this one. */
    void lock(Collection<String> serialNumbers);

    /** Writes what hosts say about themselves, but for their last report's time. */
    void update(Collection<Host> hosts);

    /** Removes a host with its agents, jobs and events. @return whether it was known */
    boolean remove(String agentsn);

    Optional<Host> find(String agentsn);

    /** Returns the known hosts among these. */
    List<Host> find(Collection<String> serialNumbers);

    Page<Host> list(HostFilter filter, Instant now, Slice slice);

    /** Returns the serial numbers of all hosts. */
    Set<String> serialNumbers();

    long count();

    long countOnline(Instant now);

    /** Notes that two hosts use each of these serial numbers, until that is taken back or the host removed. */
    void addDuplicates(Collection<String> serialNumbers);

    void removeDuplicates(Collection<String> serialNumbers);

    /** Returns hosts whose serial number a second one uses. */
    List<Host> duplicates();

    /** Returns the owners of the certificates that these hosts are known by, by host; a host without a certificate is left out. */
    Map<String, String> certificates(Collection<String> serialNumbers);

    /** Adds the certificates' owners of hosts that have none yet. */
    void putCertificates(Map<String, String> certificates);

    /** Removes hosts registered before this time that never reported. @return their number */
    int prune(Instant before);
}
