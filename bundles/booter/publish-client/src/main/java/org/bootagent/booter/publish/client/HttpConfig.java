package org.bootagent.booter.publish.client;

import org.osgi.service.component.annotations.ComponentPropertyType;

/** What every publisher that speaks HTTP is told. A secret only ever stands in a file of its own, and is read anew for each batch. */
@ComponentPropertyType
public @interface HttpConfig {
    /** Of the configuration. No setting, so it has no default. */
    @SuppressWarnings("MemberName") // The property is service.pid.
    String service_pid();

    /** Where the sink is, {@code http} or {@code https}. */
    String url() default "";

    /** User of the sink; empty: none. */
    String user() default "";

    /** File with the user's password. */
    String passwordFile() default "";

    /** File with more header fields, a line {@code Name: value} each, such as {@code Authorization: ApiKey …}; empty: none. */
    String headersFile() default "";

    /** PEM file with the authorities the sink's certificate must come from; empty: those of the Java runtime. */
    String caFile() default "";

    /** PKCS12 file with the certificate to show; empty: none. */
    String keyStore() default "";

    /** File with the key store's password. */
    String keyStorePasswordFile() default "";

    /** How long to wait for an answer, 1 to 3600. */
    int timeoutSeconds() default 30;

    /** Whether bodies are compressed. */
    boolean gzip() default true;
}
