package org.bootagent.booter.http.route;

import java.io.IOException;

/** Carries out an operation whose failures are {@linkplain Problem problems}. */
@FunctionalInterface
public interface Handler {
    Reply handle(Call call) throws IOException, ProblemException;
}
