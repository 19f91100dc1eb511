package org.bootagent.booter.http.guard;

import jakarta.servlet.http.HttpServletRequest;
import org.bootagent.booter.fleet.Caller;

/** Identifies the caller of a request. The filter before every servlet does so before the servlet is called. */
public final class Callers {
    /** Path below which hosts speak for themselves, without proof yet. */
    private static final String HOSTS = "/agent/";

    private static final String ATTRIBUTE = Caller.class.getName();

    private Callers() {}

    /**
     * Returns the caller.
     *
     * @throws IllegalStateException if the request bypassed the filter
     */
    public static Caller of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("the request came past the guard, which says who asks");
    }

    /** Notes the caller of an admitted request. There is no login yet, so a caller other than a host is the local operator. */
    public static void identify(HttpServletRequest request) {
        boolean host = Guard.path(request).startsWith(HOSTS);
        request.setAttribute(ATTRIBUTE, host ? Caller.UNKNOWN_HOST : Caller.LOCAL);
    }
}
