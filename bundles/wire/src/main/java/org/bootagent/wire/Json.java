package org.bootagent.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * JSON of the whole project: unknown fields are ignored, a trailing comma is accepted (the seed's samples have them), a field given twice is refused, keys are
 * sorted, {@link Instant} and {@link Duration} are ISO-8601 text.
 */
public final class Json {
    /** Shared, thread-safe, not to be reconfigured. */
    public static final ObjectMapper MAPPER = mapper(new JsonFactory());

    /** Reads messages of the wire: a number is not accepted as text, nor an empty text as a number. Otherwise as {@link #MAPPER}. */
    public static final ObjectMapper WIRE = strict(new JsonFactory());

    /** Limit of a report's JSON tokens: names, values, brackets. The largest permitted report has fewer. */
    static final long MAX_REPORT_TOKENS = 500_000;

    /** Reads a {@link StatusReport}. One of two million empty objects is refused while it is read: it would take a hundred times its size in memory. */
    public static final ObjectReader REPORT = strict(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxTokenCount(MAX_REPORT_TOKENS)
                            .build())
                    .build())
            .readerFor(StatusReport.class);

    private Json() {}

    private static ObjectMapper strict(JsonFactory factory) {
        var mapper = mapper(factory);
        mapper.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        for (var number : List.of(LogicalType.Integer, LogicalType.Float)) {
            mapper.coercionConfigFor(number)
                    .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                    .setAcceptBlankAsEmpty(true);
        }
        return mapper;
    }

    private static ObjectMapper mapper(JsonFactory factory) {
        return JsonMapper.builder(factory)
                .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                .addModule(new SimpleModule()
                        .addSerializer(Instant.class, new TextSerializer<>())
                        .addDeserializer(Instant.class, new TextDeserializer<>(Instant::parse))
                        .addSerializer(Duration.class, new TextSerializer<>())
                        .addDeserializer(Duration.class, new TextDeserializer<>(Duration::parse)))
                .build();
    }

    /** The fields of an object by names in any case, as Go takes them: of one that is there twice the last, and none that is null. */
    public static Map<String, JsonNode> fieldsInAnyCase(ObjectNode object) {
        var fields = new TreeMap<String, JsonNode>(String.CASE_INSENSITIVE_ORDER);
        object.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                fields.put(field.getKey(), field.getValue());
            }
        });
        return fields;
    }

    /** Describes in one line what is wrong with a text that is not JSON, and where. */
    public static String fault(JsonProcessingException e) {
        var at = e.getLocation();
        String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        // Where an open brace stands, Jackson says in words of its own.
        return bound(e.getOriginalMessage()).replaceFirst("\\s*\\(start marker .*", "") + where;
    }

    /** Leaves out the names of Jackson's own settings, which nobody can set here. */
    private static String bound(String message) {
        return message.startsWith("Token count")
                ? "it has more than " + MAX_REPORT_TOKENS + " names, values and brackets; send it in parts"
                : message.replaceFirst(", from `[^`]*`", "");
    }

    private static final class TextSerializer<T> extends JsonSerializer<T> {
        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.toString());
        }
    }

    private static final class TextDeserializer<T> extends JsonDeserializer<T> {
        private final Function<String, T> parse;

        TextDeserializer(Function<String, T> parse) {
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            try {
                return parse.apply(in.getText());
            } catch (RuntimeException e) {
                throw context.instantiationException(handledType(), e);
            }
        }
    }
}
