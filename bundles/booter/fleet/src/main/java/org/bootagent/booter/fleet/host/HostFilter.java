package org.bootagent.booter.fleet.host;

/**
 * Selects hosts of a list sorted by name; a null does not restrict it.
 *
 * @param text part of the host name or of the serial number, in any case
 * @param tag one {@code k=v} of its tags
 * @param online whether it counts as online
 */
public record HostFilter(String text, String tag, Boolean online) {
    public static final HostFilter ALL = new HostFilter(null, null, null);
}
