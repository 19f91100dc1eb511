package org.bootagent.booter.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bootagent.booter.http.api.packages.Addresses;
import org.bootagent.booter.http.api.packages.PackageFiles;
import org.bootagent.booter.http.route.Call;
import org.bootagent.booter.http.route.Problem;
import org.bootagent.booter.http.route.ProblemException;

/** Reads what an operator asks for: parameters stand beside action and name, or in an object of their own, and {@code package} stands for a pushed file. */
final class JobRequests {
    private static final Set<String> OURS = Set.of("action", "name", "parameters", "package", "id", "agentsn");

    /** Instead of a list: every host there is. */
    private static final String ALL = "all";

    private final PackageFiles packages;
    private final Addresses addresses;

    JobRequests(PackageFiles packages, Addresses addresses) {
        this.packages = packages;
        this.addresses = addresses;
    }

    /** @param parameters one JSON object */
    record Wanted(String action, String name, String parameters) {}

    /** @param hosts their serial numbers; null: all there are */
    record WantedOfMany(List<String> hosts, Wanted job) {}

    Wanted read(Call call) throws IOException, ProblemException {
        return read(call, call.body());
    }

    WantedOfMany readOfMany(Call call) throws IOException, ProblemException {
        var body = call.body();
        return new WantedOfMany(hosts(body.remove("hosts")), read(call, body));
    }

    private static List<String> hosts(JsonNode hosts) throws ProblemException {
        if (hosts != null && hosts.isTextual() && hosts.textValue().equals(ALL)) {
            return null;
        }
        var numbers = new ArrayList<String>();
        boolean wrong = hosts == null || !hosts.isArray() || hosts.isEmpty();
        for (JsonNode number : wrong ? List.<JsonNode>of() : hosts) {
            wrong |= !number.isTextual();
            numbers.add(number.asText());
        }
        if (wrong) {
            throw Problem.badRequest("hosts must be a list of serial numbers, or \"" + ALL + "\"");
        }
        return numbers;
    }

    private Wanted read(Call call, ObjectNode body) throws IOException, ProblemException {
        String action = text(body, "action");
        if (action == null) {
            throw Problem.badRequest("action is missing: say what the host is to do, such as install");
        }
        var parameters = parameters(body);
        String file = text(body, "package");
        if (file != null) {
            fillIn(call, parameters, file);
        }
        return new Wanted(action, text(body, "name"), parameters.toString());
    }

    private static ObjectNode parameters(ObjectNode body) throws ProblemException {
        JsonNode own = body.path("parameters");
        if (!own.isObject() && !own.isMissingNode() && !own.isNull()) {
            throw Problem.badRequest("parameters must be an object");
        }
        var all = own.isObject() ? own.<ObjectNode>deepCopy() : body.objectNode();
        for (var field : body.properties()) {
            if (!OURS.contains(field.getKey())) {
                if (all.has(field.getKey())) {
                    throw Problem.badRequest(field.getKey() + " is given twice, beside and in parameters");
                }
                all.set(field.getKey(), field.getValue());
            }
        }
        return all;
    }

    private void fillIn(Call call, ObjectNode parameters, String file) throws IOException, ProblemException {
        if (parameters.has("url") || parameters.has("urls") || parameters.has("checksum")) {
            throw Problem.badRequest("package says url and checksum; give the package or these, not both");
        }
        var found = packages.find(file);
        if (found.isEmpty()) {
            throw Problem.badRequest("package '" + file + "' was not pushed; PUT /packages/" + file + " first");
        }
        parameters.put("url", addresses.inJob(call.request(), found.get()));
        parameters.put("checksum", found.get().checksum().toString());
    }

    private static String text(ObjectNode body, String field) throws ProblemException {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw Problem.badRequest(field + " must be a string");
        }
        return value.textValue();
    }
}
