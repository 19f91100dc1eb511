package org.bootagent.launcher;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerConsumer;
import org.osgi.service.log.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes messages of Declarative Services about components into the log; without this service it would write to the standard streams. A setting that a
 * component refuses is logged in one line, once, however often the component is asked for; what else goes wrong has its stack trace the first time.
 */
final class ComponentLog implements LoggerFactory {
    private static final String OWN_PREFIX = "org.bootagent.";

    /** Last message of each logger, of which there is one per component. */
    private final Map<String, String> told = new ConcurrentHashMap<>();

    @Override
    public <L extends Logger> L getLogger(Bundle bundle, String name, Class<L> type) {
        var log = org.slf4j.LoggerFactory.getLogger(name);
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(log, proxy, method, arguments)));
    }

    @Override
    public <L extends Logger> L getLogger(String name, Class<L> type) {
        return getLogger(null, name, type);
    }

    @Override
    public <L extends Logger> L getLogger(Class<?> named, Class<L> type) {
        return getLogger(named.getName(), type);
    }

    @Override
    public Logger getLogger(String name) {
        return getLogger(name, Logger.class);
    }

    @Override
    public Logger getLogger(Class<?> named) {
        return getLogger(named.getName(), Logger.class);
    }

    /** Handles a call: the contract has a method and several forms of it for each level. */
    private Object call(org.slf4j.Logger log, Object proxy, Method method, Object[] arguments) throws Exception {
        String name = method.getName();
        switch (name) {
            case "getName", "toString" -> {
                return log.getName();
            }
            case "hashCode" -> {
                return System.identityHashCode(proxy);
            }
            case "equals" -> {
                return proxy == arguments[0];
            }
            default -> {
                boolean asked = name.startsWith("is");
                boolean enabled =
                        log.isEnabledForLevel(level(asked ? name.substring(2).replace("Enabled", "") : name));
                if (!asked && enabled) {
                    tell(log, proxy, level(name), arguments);
                }
                return asked ? enabled : null;
            }
        }
    }

    /** Maps a logger to its level: only errors, as without this service; the rest are internals. */
    private static Level level(String name) {
        return name.equalsIgnoreCase("error") || name.equalsIgnoreCase("audit") ? Level.ERROR : Level.DEBUG;
    }

    private void tell(org.slf4j.Logger log, Object proxy, Level level, Object[] arguments) throws Exception {
        if (arguments[0] instanceof LoggerConsumer<?> consumer) {
            consumer.accept((Logger) proxy);
            return;
        }
        String format = (String) arguments[0];
        var values = arguments.length == 1
                ? new Object[0]
                : arguments[1] instanceof Object[] several
                        ? several
                        : Arrays.copyOfRange(arguments, 1, arguments.length);
        var thrown = values.length > 0 && values[values.length - 1] instanceof Throwable last ? last : null;
        if (level == Level.ERROR && thrown != null) {
            failed(log, format, thrown);
        } else {
            log.atLevel(level).log(format, values);
        }
    }

    private void failed(org.slf4j.Logger log, String message, Throwable thrown) {
        var reason = reason(thrown);
        boolean again = reason.toString().equals(told.put(log.getName(), reason.toString()));
        if (!isRefusal(reason)) {
            log.error(again ? message + ": as before, " + reason : message, again ? null : thrown);
        } else if (!again) {
            log.error(reason.getMessage());
        }
    }

    /** Returns the outermost exception with a message, else the innermost: those around it are reflection's. */
    private static Throwable reason(Throwable thrown) {
        return thrown.getMessage() != null || thrown.getCause() == null ? thrown : reason(thrown.getCause());
    }

    /** Returns whether one of our components refused its configuration. What a library throws may be anybody's mistake. */
    private static boolean isRefusal(Throwable thrown) {
        var trace = thrown.getStackTrace();
        return thrown.getClass() == IllegalArgumentException.class
                && trace.length > 0
                && trace[0].getClassName().startsWith(OWN_PREFIX);
    }
}
