package org.bootagent.easyagent.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Chooses the recorded exchange with whose answer a command is answered. */
@FunctionalInterface
public interface Playbook {
    /** Returns the exchange whose answer this command gets; empty: no answer. */
    Optional<Exchange> exchange(Message command);

    /** Answers nothing. */
    static Playbook silent() {
        return command -> Optional.empty();
    }

    /** Answers each command like the first one of its kind in these scenarios. */
    static Playbook of(String... scenarios) {
        List<Exchange> exchanges = Arrays.stream(scenarios)
                .flatMap(name -> Fixtures.load().exchanges(name).stream())
                .toList();
        return command -> exchanges.stream()
                .filter(exchange -> exchange.verb().equals(Exchange.verb(command)))
                .findFirst();
    }

    /** Answers every command with success, as healthy agents of the original do. */
    static Playbook good() {
        return of(
                "install-ok-sync",
                "start-ok-sync",
                "stop-when-stopped",
                "config-ok",
                "update-ok",
                "uninstall-ok",
                "exec-ok",
                "execrest-ok",
                "cancel-nothing-running");
    }
}
