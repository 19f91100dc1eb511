package org.bootagent.process.supervisor.limits;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Limits;
import org.bootagent.process.supervisor.proc.ProcessRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits each resource by the first layer that can.
 *
 * @param marked finds the processes of agents that are in no cgroup
 */
record LayeredLimiter(List<Limiter> layers, MarkedProcesses marked) implements Limiter {
    private static final Logger LOG = LoggerFactory.getLogger(LayeredLimiter.class);

    @Override
    public Set<Resource> resources() {
        var all = EnumSet.noneOf(Resource.class);
        layers.forEach(layer -> all.addAll(layer.resources()));
        return all;
    }

    @Override
    public String mechanism() {
        return layers.stream()
                .map(layer -> layer.mechanism() + ' ' + layer.resources())
                .collect(Collectors.joining(", "));
    }

    /** Falls back to the next layer where one does not work for this agent. */
    @Override
    public LimitScope create(String agent, Limits limits) throws JobException {
        var left = EnumSet.allOf(Resource.class);
        var made = new ArrayList<Layer>();
        for (var layer : layers) {
            var part = parts(left, layer);
            try {
                made.add(new Layer(layer.create(agent, Resource.only(part, limits)), part));
                left.removeAll(part);
            } catch (JobException e) {
                if (layer.equals(layers.get(layers.size() - 1))) {
                    made.forEach(scope -> scope.scope().clear());
                    throw e;
                }
                LOG.warn("{}; trying the next mechanism", e.getMessage());
            }
        }
        return new LayeredScope(agent, made, marked);
    }

    @Override
    public LimitScope adopt(String agent, Limits limits) {
        var left = EnumSet.allOf(Resource.class);
        var made = new ArrayList<Layer>();
        for (var layer : layers) {
            var part = parts(left, layer);
            made.add(new Layer(layer.adopt(agent, Resource.only(part, limits)), part));
            left.removeAll(part);
        }
        return new LayeredScope(agent, made, marked);
    }

    private static Set<Resource> parts(Set<Resource> left, Limiter layer) {
        var part = EnumSet.copyOf(left);
        part.retainAll(layer.resources());
        return part;
    }

    @Override
    public boolean holdsAll() {
        return layers.stream().anyMatch(Limiter::holdsAll);
    }

    @Override
    public void sweep(Set<String> agents) {
        layers.forEach(layer -> layer.sweep(agents));
    }

    @Override
    public void close() {
        layers.forEach(Limiter::close);
    }

    private record Layer(LimitScope scope, Set<Resource> resources) {}

    private record LayeredScope(String agent, List<Layer> layers, MarkedProcesses marked) implements LimitScope {
        @Override
        public List<Path> joinFiles() {
            return layers.stream()
                    .flatMap(layer -> layer.scope().joinFiles().stream())
                    .toList();
        }

        @Override
        public String mechanism() {
            return layers.stream()
                    .map(layer -> layer.scope().mechanism())
                    .filter(mechanism -> !mechanism.isEmpty())
                    .collect(Collectors.joining("+"));
        }

        @Override
        public void ending() {
            if (joinFiles().isEmpty()) {
                layers.forEach(layer -> layer.scope().ending());
            }
        }

        @Override
        public void started(ProcessRecord process) {
            layers.forEach(layer -> layer.scope().started(process));
        }

        @Override
        public void change(Limits limits) throws JobException {
            for (var layer : layers) {
                layer.scope().change(Resource.only(layer.resources(), limits));
            }
        }

        @Override
        public Optional<String> overLimit() {
            return layers.stream()
                    .flatMap(layer -> layer.scope().overLimit().stream())
                    .findFirst();
        }

        @Override
        public boolean occupied() {
            return joinFiles().isEmpty()
                    ? !marked.of(agent).isEmpty()
                    : layers.stream().anyMatch(layer -> layer.scope().occupied());
        }

        @Override
        public void clear() {
            boolean held = !joinFiles().isEmpty();
            layers.forEach(layer -> layer.scope().clear());
            if (!held) {
                marked.end(agent);
            }
        }
    }
}
