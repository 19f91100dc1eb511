package org.bootagent.booter.publish.pipeline;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.booter.publish.Publisher;

/** A publisher that is controlled by the test. */
final class FakePublisher implements Publisher {
    final List<String> got = new CopyOnWriteArrayList<>();
    final List<Integer> batches = new CopyOnWriteArrayList<>();
    final AtomicInteger tries = new AtomicInteger();
    volatile Behaviour behaviour = batch -> {};

    @FunctionalInterface
    interface Behaviour {
        void before(List<Publication> batch) throws PublishException, InterruptedException;
    }

    @Override
    public String name() {
        return "sink";
    }

    @Override
    public void send(List<Publication> batch) throws PublishException, InterruptedException {
        tries.incrementAndGet();
        behaviour.before(batch);
        batches.add(batch.size());
        batch.forEach(publication -> got.add(publication.id()));
    }
}
