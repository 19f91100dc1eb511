package org.bootagent.booter.http;

import jakarta.servlet.http.HttpServletRequest;
import org.bootagent.booter.fleet.Caller;

/** Tells on whose behalf a request is made. The filter in front of every servlet says so before the servlet is called. */
public final class Callers {
    /** Below it, hosts speak for themselves; they prove nothing yet. */
    private static final String HOSTS = "/agent/";

    private static final String ATTRIBUTE = Caller.class.getName();

    private Callers() {}

    /** @throws IllegalStateException if the request came past the filter */
    public static Caller of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("the request came past the guard, which says who asks");
    }

    /** Notes who makes a request that the guard has let in. Nobody logs in yet: who is no host is the local operator. */
    static void identify(HttpServletRequest request) {
        boolean host = Guard.path(request).startsWith(HOSTS);
        request.setAttribute(ATTRIBUTE, host ? Caller.UNKNOWN_HOST : Caller.LOCAL);
    }
}
