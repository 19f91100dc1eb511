package org.bootagent.transport.grpc;

import java.lang.reflect.Proxy;
import java.util.Map;

/** An annotation as the framework makes it: its defaults, and some values. */
final class Annotations {
    private Annotations() {}

    static <T> T annotation(Class<T> type, Map<String, ?> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> values.containsKey(method.getName())
                        ? values.get(method.getName())
                        : method.getDefaultValue()));
    }
}
