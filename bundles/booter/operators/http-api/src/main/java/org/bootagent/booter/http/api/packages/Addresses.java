package org.bootagent.booter.http.api.packages;

import jakarta.servlet.http.HttpServletRequest;
import org.bootagent.api.packages.PackageReference;

/** Addresses under which hosts reach this Booter. */
public final class Addresses {
    private final String publicUrl;

    /** @param publicUrl empty: the one that the request used */
    public Addresses(String publicUrl) {
        this.publicUrl = publicUrl.strip().replaceFirst("/+$", "");
    }

    /** Returns the URL of a package. Its name needs no escaping. */
    public String of(HttpServletRequest request, PackageFile file) {
        return (publicUrl.isEmpty() ? base(request) : publicUrl) + "/packages/" + file.file();
    }

    /** Returns the URL of a package in a job. Without a configured address, each host uses its own address of this Booter. */
    public String inJob(HttpServletRequest request, PackageFile file) {
        return publicUrl.isEmpty() ? PackageReference.of(file.file(), request.getLocalPort()) : of(request, file);
    }

    private static String base(HttpServletRequest request) {
        int port = request.getServerPort();
        boolean usual = port == ("https".equals(request.getScheme()) ? 443 : 80);
        return request.getScheme() + "://" + request.getServerName() + (usual ? "" : ":" + port);
    }
}
