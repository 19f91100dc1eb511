package org.bootagent.booter.publish.client;

import org.osgi.service.component.annotations.ComponentPropertyType;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of every publisher that speaks HTTP. Each secret is in a file of its own, which is read anew for each batch. */
@ComponentPropertyType
@ObjectClassDefinition(name = "Booter: publishers that speak HTTP")
public @interface HttpConfig {
    /** Pid of the configuration. Not a setting, so it has no default. */
    @SuppressWarnings("MemberName") // The property is service.pid.
    String service_pid();

    @AttributeDefinition(description = "URL of the sink, http or https")
    String url() default "";

    @AttributeDefinition(description = "User of the sink; empty: none")
    String user() default "";

    @AttributeDefinition(description = "File with the user's password")
    String passwordFile() default "";

    @AttributeDefinition(
            description =
                    "File with additional headers, lines of Name: value, such as Authorization: ApiKey …; empty: none")
    String headersFile() default "";

    @AttributeDefinition(description = "PEM file of the authorities to trust; empty: those of the Java runtime")
    String caFile() default "";

    @AttributeDefinition(description = "PEM or PKCS12 file of the certificate and key to show; empty: none")
    String keyStore() default "";

    @AttributeDefinition(description = "File with the password of the key store, or of an encrypted PEM key")
    String keyStorePasswordFile() default "";

    @AttributeDefinition(description = "Longest wait for an answer in seconds, 1 to 3600")
    int timeoutSeconds() default 30;

    @AttributeDefinition(description = "Whether bodies are compressed")
    boolean gzip() default true;
}
