package org.bootagent.booter.fleet.intake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bootagent.booter.fleet.report.HostNews;
import org.bootagent.wire.StatusReport;

/**
 * Tells reports that say what is stored already: of each host, a digest of what it last said and when its agents were started. Nearly all reports are such, and
 * need neither be compared with the database nor written. Of more hosts than it holds, those that have been silent longest are compared again. Thread-safe.
 */
public final class UnchangedReports {
    private static final int MOST_HOSTS = 100_000;

    private final Map<String, KnownReport> hosts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, KnownReport> eldest) {
            return size() > MOST_HOSTS;
        }
    };

    /** A report that is being stored, or is stored. */
    private static final class KnownReport {
        private final Digest digest;
        private boolean stored;
        /** Another report of the host was being stored at the same time: which of them came last is not known. */
        private boolean disputed;

        KnownReport(Digest digest) {
            this.digest = digest;
        }
    }

    /** Digest of one report. */
    private static final class Digest {
        private final long high;
        private final long low;
        private final int[] starts;

        /** @param starts of its agents, in Unix seconds; 0 for none */
        Digest(long high, long low, int[] starts) {
            this.high = high;
            this.low = low;
            this.starts = starts;
        }

        boolean isLike(Digest other) {
            return high == other.high && low == other.low && startsAreLike(other.starts);
        }

        private boolean startsAreLike(int[] others) {
            for (int i = 0; i < starts.length; i++) {
                boolean none = starts[i] == 0 || others[i] == 0;
                boolean moved = none
                        ? starts[i] != others[i]
                        : Math.abs((long) starts[i] - others[i]) >= ReportedAgents.START_JITTER.toSeconds();
                if (moved) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Reports on their way into the store. */
    final class Storing {
        private final Map<String, KnownReport> entries = new LinkedHashMap<>();

        /** They are in the store now. */
        void done() {
            synchronized (hosts) {
                entries.forEach((agentsn, entry) -> entry.stored = !entry.disputed && hosts.get(agentsn) == entry);
            }
        }
    }

    /** Returns whether the store has all that this says, but for the time. */
    boolean contains(HostNews news) {
        if (!isPlain(news)) {
            return false;
        }
        Digest digest = digest(news);
        synchronized (hosts) {
            KnownReport known = hosts.get(news.agentsn());
            return known != null && known.stored && known.digest.isLike(digest);
        }
    }

    /** Notes that these reports are being stored. Until {@link Storing#done}, nothing is known of their hosts. */
    Storing begin(Collection<HostNews> news) {
        var storing = new Storing();
        for (HostNews one : news) {
            var entry = new KnownReport(digest(one));
            synchronized (hosts) {
                KnownReport before = hosts.put(one.agentsn(), entry);
                if (before != null && !before.stored && storing.entries.get(one.agentsn()) != before) {
                    before.disputed = true;
                    entry.disputed = true;
                }
            }
            storing.entries.put(one.agentsn(), entry);
        }
        return storing;
    }

    /** Forgets the reports of hosts whose stored state has changed otherwise than by their reports. */
    public void forget(Collection<String> serialNumbers) {
        synchronized (hosts) {
            hosts.keySet().removeAll(serialNumbers);
        }
    }

    private static boolean isPlain(HostNews news) {
        return news.jobs().isEmpty()
                && news.numbered().isEmpty()
                && news.events().isEmpty()
                && news.progress().isEmpty();
    }

    private static Digest digest(HostNews news) {
        var host = news.host();
        var text = new StringBuilder(1024);
        add(text, host.hostname(), host.version(), Integer.toString(host.step()));
        host.actions().forEach(action -> add(text, action));
        List<StatusReport.Agent> agents = news.agents() == null ? List.of() : news.agents();
        int[] starts = new int[agents.size()];
        for (int i = 0; i < starts.length; i++) {
            var agent = agents.get(i);
            add(text, agent);
            var started = ReportedAgents.started(agent.uptime(), host.lastSeen());
            starts[i] = started == null ? 0 : (int) started.getEpochSecond();
        }
        add(text, news.agents() == null ? "unsaid" : "all", Integer.toString(starts.length));
        var hash = ByteBuffer.wrap(sha256().digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        return new Digest(hash.getLong(), hash.getLong(), starts);
    }

    private static void add(StringBuilder text, StatusReport.Agent agent) {
        add(text, agent.name(), agent.version(), agent.status(), agent.state(), agent.release(), agent.reason());
        add(text, agent.mechanism(), agent.health(), agent.healthReason());
        text.append(agent.pid()).append(' ').append(agent.restarts()).append(' ');
        agent.limits().forEach((name, value) -> add(text, name, value));
    }

    /** Appends words with their lengths, so that no two lists of words make the same text. */
    private static void add(StringBuilder text, String... words) {
        for (String word : words) {
            text.append(word == null ? -1 : word.length()).append(':').append(word);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
