package org.bootagent.local;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bootagent.api.job.JobException;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.ProcessSupervisor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the agents of this host to the state in the file. A failure of one agent affects no other. */
final class Reconciliation {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

    private final ProcessSupervisor supervisor;
    private final Metafile metafile;
    /** Failed steps, by what they were to do. */
    private final Map<String, Step> failed = new LinkedHashMap<>();

    Reconciliation(ProcessSupervisor supervisor, Metafile metafile) {
        this.supervisor = supervisor;
        this.metafile = metafile;
    }

    /**
     * Outcome of a reconciliation.
     *
     * @param problems what went wrong
     * @param warnings what the operator may have meant otherwise
     */
    record Outcome(List<String> problems, List<String> warnings) {}

    Outcome apply(AgentsFile file) {
        failed.clear();
        var problems = new ArrayList<>(file.problems());
        var warnings = new ArrayList<>(file.warnings());
        var before =
                metafile.read(AppliedAgents.SECTION).map(AppliedAgents::names).orElse(List.of());
        var own = own(file.agents(), before, problems);
        var named = own.stream().map(agent -> agent.spec().name()).toList();
        var all = new LinkedHashSet<>(before);
        all.addAll(named);
        // Before anything is done, so that everything left by a crash is removed later.
        remember(before, List.copyOf(all));
        for (var agent : own) {
            attempt("line " + agent.line() + ": agent " + agent.spec().name(), () -> bring(agent), problems);
        }
        if (!file.complete()) {
            before.stream()
                    .filter(name -> !file.names().contains(name))
                    .forEach(gone -> warnings.add("agent " + gone
                            + " is no longer in the file, but is not removed as long as an entry there is wrong"));
        } else {
            before.stream()
                    .filter(name -> !named.contains(name))
                    .forEach(gone -> attempt("agent " + gone, () -> remove(gone), problems));
            remember(List.copyOf(all), named);
        }
        return new Outcome(problems, warnings);
    }

    /** Leaves out agents whose names are taken. */
    private List<LocalAgent> own(List<LocalAgent> agents, List<String> before, List<String> problems) {
        var own = new ArrayList<LocalAgent>();
        for (var agent : agents) {
            String name = agent.spec().name();
            boolean foreign = supervisor.spec(name).isPresent() && !before.contains(name);
            if (foreign) {
                problems.add("line " + agent.line() + ": agent " + name
                        + " is installed by other means; give the entry another name");
            } else {
                own.add(agent);
            }
        }
        return own;
    }

    private interface Step {
        void run() throws JobException;
    }

    /** Retries failed steps: a program, a directory or a disk may be present by now. */
    void retry() {
        for (var one : List.copyOf(failed.entrySet())) {
            var problems = new ArrayList<String>();
            failed.remove(one.getKey());
            attempt(one.getKey(), one.getValue(), problems);
            if (problems.isEmpty()) {
                LOG.info("{}: done after an earlier failure", one.getKey());
            } else {
                LOG.debug("Still failing: {}", problems);
            }
        }
    }

    private void attempt(String what, Step step, List<String> problems) {
        try {
            step.run();
        } catch (MetafileException e) {
            // Nor could it be for the others. All of it is tried again.
            throw e;
        } catch (JobException | RuntimeException e) {
            failed.put(what, step);
            problems.add(what + ": " + e.getMessage());
        }
    }

    private void bring(LocalAgent agent) throws JobException {
        String name = agent.spec().name();
        boolean changed = !supervisor.spec(name).equals(Optional.of(agent.spec()));
        var state = state(name);
        if (changed) {
            supervisor.define(agent.spec());
            LOG.info("Agent {} is defined", name);
        }
        if (!agent.enabled()) {
            if (state != ProcessState.STOPPED) {
                supervisor.stop(name);
            }
        } else if (state.isWanted() && changed) {
            supervisor.restart(name);
        } else if (!state.isWanted()) {
            supervisor.start(name);
        }
    }

    private ProcessState state(String name) {
        return supervisor.status(name).map(AgentStatus::state).orElse(ProcessState.STOPPED);
    }

    private void remove(String name) throws JobException {
        supervisor.remove(name);
        LOG.info("Removed agent {}, which is no longer in the file", name);
    }

    private void remember(List<String> before, List<String> names) {
        if (!before.equals(names)) {
            metafile.commit(edit -> edit.put(AppliedAgents.SECTION, new AppliedAgents(names)));
        }
    }
}
