package org.bootagent.booter.http.api;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.bootagent.booter.http.api.packages.Addresses;
import org.bootagent.booter.http.api.packages.Download;
import org.bootagent.booter.http.api.packages.PackageFile;
import org.bootagent.booter.http.api.packages.PackageFiles;
import org.bootagent.booter.http.api.packages.Push;
import org.bootagent.booter.http.route.Call;
import org.bootagent.booter.http.route.Handler;
import org.bootagent.booter.http.route.Problem;
import org.bootagent.booter.http.route.ProblemException;
import org.bootagent.booter.http.route.Reply;
import org.bootagent.booter.http.route.Route;

/** Packages: pushed by operators, fetched by hosts. */
final class PackageResource {
    private final PackageFiles packages;
    private final Addresses addresses;

    PackageResource(PackageFiles packages, Addresses addresses) {
        this.packages = packages;
        this.addresses = addresses;
    }

    List<Route<Handler>> routes() {
        return List.<Route<Handler>>of(
                Route.get("/api/v2/packages", this::list),
                Route.delete("/api/v2/packages/{file}", this::remove),
                Route.put("/packages/{file}", this::push),
                Route.get("/packages/{file}", this::download));
    }

    private Reply list(Call call) throws IOException {
        var files = packages.list();
        var views = files.stream().map(file -> view(call, file)).toList();
        return Reply.json(Map.of("packages", views, "total", views.size()));
    }

    private Reply remove(Call call) throws IOException, ProblemException {
        if (!packages.remove(call.path("file"))) {
            throw unknown(call.path("file"));
        }
        return Reply.noContent();
    }

    private Reply push(Call call) throws ProblemException {
        boolean replace = call.queryFlag("replace").orElse(false);
        return new Push(packages, call.path("file"), replace, pushed -> {
            var view = view(call, pushed.file());
            boolean created = pushed.outcome() == PackageFiles.Outcome.CREATED;
            return created ? Reply.created(view.url(), view) : Reply.json(view);
        });
    }

    private Reply download(Call call) throws IOException, ProblemException {
        String file = call.path("file");
        var opened = packages.open(file).orElseThrow(() -> unknown(file));
        return new Download(opened);
    }

    private Views.PackageView view(Call call, PackageFile file) {
        return Views.of(file, addresses.of(call.request(), file));
    }

    private static ProblemException unknown(String file) {
        return Problem.notFound("there is no package " + file + "; GET /api/v2/packages lists what was pushed");
    }
}
