package org.bootagent.packages.fetch;

import java.net.URI;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.packages.files.JobFault;

/**
 * Parts of an {@code ftp} URL.
 *
 * @param port or negative: the default one
 * @param path relative to the login directory
 */
record FtpLocation(String host, int port, String user, String password, String path) {
    static FtpLocation of(URI url) throws JobFault {
        String path = String.valueOf(url.getPath()).replaceFirst("^/", "").replaceFirst(";type=[aidAID]$", "");
        String login = url.getUserInfo() == null ? "anonymous:bootagent@" : url.getUserInfo();
        int colon = login.indexOf(':');
        String user = colon < 0 ? login : login.substring(0, colon);
        String password = colon < 0 ? "" : login.substring(colon + 1);
        // A line break in any of them would be a command of its own.
        boolean impossible = (path + login).chars().anyMatch(Character::isISOControl);
        if (url.getHost() == null || path.isEmpty() || impossible) {
            throw new JobFault(
                    ErrorCode.BAD_FIELD,
                    "url " + Fetcher.shown(url) + " must be ftp://[<user>:<password>@]<host>[:<port>]/<path>");
        }
        return new FtpLocation(url.getHost(), url.getPort(), user, password, path);
    }
}
