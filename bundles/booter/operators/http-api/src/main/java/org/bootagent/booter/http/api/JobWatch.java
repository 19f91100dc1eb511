package org.bootagent.booter.http.api;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.feed.FleetEvents;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.http.Quota;
import org.bootagent.booter.http.guard.ClientAddress;
import org.bootagent.booter.http.route.Call;
import org.bootagent.booter.http.route.Pending;
import org.bootagent.booter.http.route.Problem;
import org.bootagent.booter.http.route.ProblemException;
import org.bootagent.booter.http.route.Reply;
import org.bootagent.concurrent.NamedThreads;

/** Lets requests wait for news of a job. They hold no thread of the server, but a place each. Places are limited, and one address gets a quarter of them. */
final class JobWatch implements FleetEvents, AutoCloseable {
    static final int MAX_SECONDS = 60;
    /** Nobody tells of progress and output: they are looked for. */
    private static final long LOOK_MILLIS = 200;

    private final FleetServices fleet;
    private final Quota places;
    private final Set<Waiter<?>> waiting = ConcurrentHashMap.newKeySet();
    private final Runnable unsubscribe;
    private final ScheduledThreadPoolExecutor looks = new ScheduledThreadPoolExecutor(
            1,
            NamedThreads.named("booter-http-api-watch"),
            // After the end nobody waits.
            new DiscardPolicy());

    JobWatch(FleetServices fleet, int maxWaiting) {
        this.fleet = fleet;
        this.places = Quota.quarters(maxWaiting);
        this.unsubscribe = fleet.feed().subscribe(this);
        var unused = looks.scheduleWithFixedDelay(
                () -> waiting.forEach(Waiter::look), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void finished(Collection<FleetJob> jobs) {
        if (waiting.isEmpty()) {
            return;
        }
        var ids = jobs.stream().map(FleetJob::id).collect(Collectors.toSet());
        looks.execute(() ->
                waiting.stream().filter(waiter -> ids.contains(waiter.job)).forEach(Waiter::look));
    }

    /** Replies with the job when it has finished or is otherwise than it was, at the latest after so many seconds. */
    Reply await(Call call, String job, int seconds, Function<FleetJob, Reply> reply) throws ProblemException {
        var before = fleet.jobs().get(job);
        if (seconds == 0 || before.status().finished()) {
            return reply.apply(before);
        }
        return await(
                call,
                job,
                seconds,
                () -> Optional.of(fleet.jobs().get(job)).filter(now -> !now.equals(before)),
                now -> reply.apply(now.orElse(before)));
    }

    /**
     * Replies with what is new of a job, as soon as there is something; with nothing if nothing is after so many seconds.
     *
     * @param news looks for it
     */
    <T> Reply await(Call call, String job, int seconds, Supplier<Optional<T>> news, Function<Optional<T>, Reply> reply)
            throws ProblemException {
        var now = news.get();
        if (seconds == 0 || now.isPresent()) {
            return reply.apply(now);
        }
        String peer = ClientAddress.quotaKey(call.request().getRemoteAddr());
        if (!places.acquire(peer, 1)) {
            throw Problem.of(
                    503,
                    "too many requests wait already, of all clients or of this address; ask again later, or without wait",
                    Map.of("Retry-After", "1"));
        }
        var waiter = new Waiter<>(job, news, reply, System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
        waiting.add(waiter);
        var unused = waiter.reply.whenComplete((done, e) -> {
            waiting.remove(waiter);
            places.release(peer, 1);
        });
        if (looks.isShutdown()) {
            waiter.end();
        }
        return new Pending(waiter.reply, waiter::end);
    }

    /** How many requests wait now. */
    long waiting() {
        return places.used();
    }

    /** Ends all waiting. */
    @Override
    public void close() {
        unsubscribe.run();
        looks.shutdown();
        waiting.forEach(Waiter::end);
    }

    /** A request that waits. */
    private static final class Waiter<T> {
        private final String job;
        private final Supplier<Optional<T>> news;
        private final Function<Optional<T>, Reply> shape;
        private final long end;
        private final CompletableFuture<Reply> reply = new CompletableFuture<>();

        Waiter(String job, Supplier<Optional<T>> news, Function<Optional<T>, Reply> shape, long end) {
            this.job = job;
            this.news = news;
            this.shape = shape;
            this.end = end;
        }

        /** The root of a task: what escaped would end the looks of all. */
        void look() {
            try {
                var found = news.get();
                if (found.isPresent() || System.nanoTime() - end >= 0) {
                    reply.complete(shape.apply(found));
                }
            } catch (RuntimeException | Error e) {
                reply.completeExceptionally(e);
            }
        }

        /** Replies with what there is now. */
        void end() {
            if (reply.isDone()) {
                return;
            }
            try {
                reply.complete(shape.apply(news.get()));
            } catch (RuntimeException | Error e) {
                reply.completeExceptionally(e);
            }
        }
    }
}
