package org.bootagent.booter.http.api;

import jakarta.servlet.http.HttpServletRequest;
import org.bootagent.api.packages.PackageReference;

/** The addresses under which hosts reach this Booter. */
final class Addresses {
    private final String publicUrl;

    /** @param publicUrl empty: whatever the asking request used */
    Addresses(String publicUrl) {
        this.publicUrl = publicUrl.strip().replaceFirst("/+$", "");
    }

    /** Of a package. Its name has only characters that stand for themselves in a URL. */
    String of(HttpServletRequest request, PackageFile file) {
        return (publicUrl.isEmpty() ? base(request) : publicUrl) + "/packages/" + file.file();
    }

    /** Of a package, in a job: where nobody has said how hosts reach this Booter, each takes the address that it reaches it by. */
    String inJob(HttpServletRequest request, PackageFile file) {
        return publicUrl.isEmpty() ? PackageReference.of(file.file(), request.getLocalPort()) : of(request, file);
    }

    private static String base(HttpServletRequest request) {
        int port = request.getServerPort();
        boolean usual = port == ("https".equals(request.getScheme()) ? 443 : 80);
        return request.getScheme() + "://" + request.getServerName() + (usual ? "" : ":" + port);
    }
}
