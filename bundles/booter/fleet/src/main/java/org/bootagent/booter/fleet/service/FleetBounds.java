package org.bootagent.booter.fleet.service;

/**
 * How much the fleet takes.
 *
 * @param newHosts that nobody knew, from one address in an hour; 0: as many as come
 * @param hosts in all
 * @param openJobs of one host that have no result yet
 */
public record FleetBounds(int newHosts, int hosts, int openJobs) {
    public static final int NEW_HOSTS = 20_000;
    public static final int HOSTS = 200_000;
    public static final int OPEN_JOBS = 1_000;

    /** Bounds that hold if nothing else is configured. */
    public static final FleetBounds USUAL = new FleetBounds(NEW_HOSTS, HOSTS, OPEN_JOBS);

    public FleetBounds {
        if (newHosts < 0) {
            throw new IllegalArgumentException("booter.fleet/newHosts is '" + newHosts + "', must be 0 or more");
        }
        if (hosts < 1) {
            throw new IllegalArgumentException("booter.fleet/hosts is '" + hosts + "', must be 1 or more");
        }
        if (openJobs < 1) {
            throw new IllegalArgumentException("booter.fleet/openJobs is '" + openJobs + "', must be 1 or more");
        }
    }
}
