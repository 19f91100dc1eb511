package org.bootagent.easyagent.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Says as which recorded exchange a command is answered. */
@FunctionalInterface
public interface Playbook {
    /** The exchange whose answer this command is given; none: it is not answered. */
    Optional<Exchange> exchange(Message command);

    /** Answers nothing: the sidecar is deaf. */
    static Playbook silent() {
        return command -> Optional.empty();
    }

    /** Answers each command as the first one of its kind in these scenarios was. */
    static Playbook of(String... scenarios) {
        List<Exchange> exchanges = Arrays.stream(scenarios)
                .flatMap(name -> Fixtures.load().exchanges(name).stream())
                .toList();
        return command -> exchanges.stream()
                .filter(exchange -> exchange.verb().equals(Exchange.verb(command)))
                .findFirst();
    }

    /** Answers every command with success, as the original's agents on a good day do. */
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
