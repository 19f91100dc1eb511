package org.bootagent.booterctl;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.bootagent.booterctl.agent.AgentCommands;
import org.bootagent.booterctl.agent.InstallCommands;
import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.client.Exit;
import org.bootagent.booterctl.client.Server;
import org.bootagent.booterctl.command.GlobalOptions;
import org.bootagent.booterctl.command.Session;
import org.bootagent.booterctl.console.Output;
import org.bootagent.booterctl.console.StandardInput;
import org.bootagent.booterctl.host.BundleCommands;
import org.bootagent.booterctl.host.ConfigCommand;
import org.bootagent.booterctl.host.HostCommands;
import org.bootagent.booterctl.job.ExecCommand;
import org.bootagent.booterctl.job.JobCommands;
import org.bootagent.booterctl.job.OutputCommand;
import org.bootagent.booterctl.packages.PackageCommands;
import org.bootagent.wire.PrintableText;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The root command, with the options that all commands share. */
@Command(
        name = "booterctl",
        description = "Shows and controls a fleet of BootAgents through Booter.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            HostCommands.Hosts.class,
            HostCommands.HostDetails.class,
            AgentCommands.Agents.class,
            PackageCommands.Push.class,
            PackageCommands.PushedPackages.class,
            InstallCommands.Install.class,
            InstallCommands.Upgrade.class,
            AgentCommands.Rollback.class,
            AgentCommands.Uninstall.class,
            AgentCommands.Start.class,
            AgentCommands.Stop.class,
            AgentCommands.Restart.class,
            BundleCommands.class,
            ConfigCommand.class,
            ExecCommand.class,
            OutputCommand.class,
            JobCommands.JobDetails.class,
            JobCommands.Jobs.class,
            JobCommands.Cancel.class,
            HostCommands.Events.class
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:success",
            "1:the job failed",
            "2:the command line is wrong, or the server refuses what it asks for",
            "3:the server cannot be reached, or has an error",
            "4:the job had not ended when the wait was over"
        },
        versionProvider = Booterctl.Version.class)
@SuppressWarnings("UnusedVariable") // Help and version are picocli's to read.
final class Booterctl implements GlobalOptions {
    @Option(
            names = "--server",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:BOOTER_URL:-http://127.0.0.1:8080}",
            description = "Booter's address (default: $BOOTER_URL, else http://127.0.0.1:8080).")
    private String server;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print JSON.")
    private boolean json;

    @Option(names = "--wait", scope = ScopeType.INHERIT, description = "Follow the job until its result is in.")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            scope = ScopeType.INHERIT,
            defaultValue = "1800",
            description = "Longest wait of --wait, in seconds (default: ${DEFAULT-VALUE}).")
    private int timeout;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Print this help.")
    private boolean help;

    // Not inherited: install and upgrade have a --version of their own.
    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version.")
    private boolean version;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    private Booterctl(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** Runs one command. @return its exit code */
    static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        return commandLine(in, out, err).execute(args);
    }

    static CommandLine commandLine(InputStream in, PrintStream out, PrintStream err) {
        return new CommandLine(new Booterctl(in, out, err))
                // A value is what it is: no file of the operator's is read for it, and it may look like an option.
                .setExpandAtFiles(false)
                .setAllowOptionsAsOptionParameters(true)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((e, arguments) -> wrongUsage(e))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
    }

    @Override
    public boolean waits() {
        return wait;
    }

    @Override
    public int timeout() {
        return timeout;
    }

    @Override
    public Session open() throws CommandException {
        var output = new Output(out, err, json);
        return new Session(
                Server.at(server, output::warning), new StandardInput(in), output, wait, Duration.ofSeconds(timeout));
    }

    private static int wrongUsage(ParameterException e) {
        var command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr()
                .println("booterctl: " + PrintableText.line(e.getMessage().replaceAll("\\s*\\R\\s*", " ")) + "; see "
                        + name + " --help");
        return Exit.USAGE.code();
    }

    private static int failed(Exception e, CommandLine command) {
        if (e instanceof CommandException known) {
            command.getErr().println("booterctl: " + PrintableText.line(known.getMessage()));
            return known.exit().code();
        }
        command.getErr().println("booterctl: unexpected error, please report it: " + PrintableText.line(e.toString()));
        return Exit.SERVER.code();
    }

    /** Reads the version from the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Booterctl.class.getPackage().getImplementationVersion();
            return new String[] {"booterctl " + (version == null ? "(not packaged)" : version)};
        }
    }
}
