package org.bootagent.booterctl.packages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.client.Server;
import org.bootagent.booterctl.command.HostRules;
import org.bootagent.booterctl.command.JobFields;
import picocli.CommandLine.Option;

/** Options that locate a package. */
public final class PackageOptions {
    @Option(
            names = "--package",
            paramLabel = "FILE",
            description = "A local file, which is pushed first, or the name of a pushed package.")
    private String file;

    @Option(names = "--url", paramLabel = "U", description = "Where hosts fetch the package. Repeat it for mirrors.")
    private List<String> urls = List.of();

    @Option(
            names = "--checksum",
            paramLabel = "C",
            description = "Checksum of the file at --url: SHA256:<64 hex digits>.")
    private String checksum;

    /** @param required whether there must be a package */
    public void check(boolean required) throws CommandException {
        if (file != null && (!urls.isEmpty() || checksum != null)) {
            throw CommandException.usage("--package cannot be combined with --url or --checksum");
        }
        if (file == null && required && (urls.isEmpty() || checksum == null)) {
            throw CommandException.usage("give --package FILE, or --url U with --checksum C");
        }
        HostRules.checkChecksum(checksum);
    }

    public void fill(ObjectNode job, Server server) throws CommandException {
        if (file != null) {
            job.put("package", Packages.nameOf(server, file));
        }
        if (urls.size() == 1) {
            job.put("url", urls.get(0));
        } else if (urls.size() > 1) {
            urls.forEach(job.putArray("urls")::add);
        }
        JobFields.put(job, "checksum", checksum);
    }
}
