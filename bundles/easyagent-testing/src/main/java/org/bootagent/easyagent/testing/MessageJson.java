package org.bootagent.easyagent.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.WireFormat;
import java.util.ArrayList;
import java.util.List;
import org.bootagent.easyagent.testing.Message.Field;
import org.bootagent.easyagent.testing.Shape.FieldShape;
import org.bootagent.wire.Json;

/** Converts messages of the stream to JSON and back. */
final class MessageJson {
    private MessageJson() {}

    /** Reads a message of these fields. */
    static Message read(Shape shape, JsonNode json) {
        List<Field> fields = new ArrayList<>();
        shape.fields().keySet().stream().sorted().forEach(number -> {
            FieldShape field = shape.field(number);
            JsonNode value = json.path(field.name());
            if (field.repeated()) {
                value.forEach(one -> fields.add(field(number, field, one)));
            } else if (!value.isMissingNode()) {
                fields.add(field(number, field, value));
            }
        });
        return new Message(shape, fields);
    }

    private static Field field(int number, FieldShape field, JsonNode value) {
        if (field.message() != null) {
            return new Field(number, WireFormat.WIRETYPE_LENGTH_DELIMITED, read(field.message(), value));
        }
        return switch (field.type()) {
            case "text" ->
                new Field(number, WireFormat.WIRETYPE_LENGTH_DELIMITED, ByteString.copyFromUtf8(value.asText()));
            case "id" -> new Field(number, WireFormat.WIRETYPE_LENGTH_DELIMITED, idOrEmpty(value.asText()));
            case "float" ->
                new Field(number, WireFormat.WIRETYPE_FIXED32, Float.floatToIntBits((float) value.asDouble()));
            case "double" -> new Field(number, WireFormat.WIRETYPE_FIXED64, Double.doubleToLongBits(value.asDouble()));
            case "int" -> new Field(number, WireFormat.WIRETYPE_VARINT, value.asLong());
            case "bool" -> new Field(number, WireFormat.WIRETYPE_VARINT, value.asBoolean() ? 1L : 0L);
            default -> new Field(number, WireFormat.WIRETYPE_VARINT, field.value(value.asText()));
        };
    }

    private static ByteString idOrEmpty(String id) {
        return id.isEmpty() ? ByteString.EMPTY : MessageIds.bytes(id);
    }

    /** Writes the fields that are on the wire. */
    static ObjectNode write(Message message) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (Field field : message.fields()) {
            FieldShape known = message.shape().field(field.number());
            if (known.repeated()) {
                json.withArrayProperty(known.name()).addPOJO(value(known, field.value()));
            } else {
                json.putPOJO(known.name(), value(known, field.value()));
            }
        }
        return Json.MAPPER.valueToTree(json);
    }

    private static Object value(FieldShape field, Object value) {
        if (value instanceof Message message) {
            return value(message);
        }
        return switch (field.type()) {
            case "id" -> MessageIds.text((ByteString) value);
            case "bool" -> (Long) value != 0;
            case "float" -> Float.intBitsToFloat((Integer) value);
            case "double" -> Double.longBitsToDouble((Long) value);
            default -> value instanceof ByteString bytes ? MessageIds.escaped(bytes) : number(field, value);
        };
    }

    private static Object value(Message message) {
        return switch (message.shape().name()) {
            case "Time" -> "%d.%09d".formatted(message.number("seconds"), message.number("nanos"));
            case "Duration" -> duration(message);
            default -> write(message);
        };
    }

    private static Object number(FieldShape field, Object value) {
        String constant = value instanceof Long number ? field.constant(number) : null;
        return constant == null ? value : constant;
    }

    private static String duration(Message message) {
        String fraction = "%09d".formatted(message.number("nanos")).replaceFirst("0+$", "");
        return message.number("seconds") + (fraction.isEmpty() ? "" : "." + fraction) + "s";
    }
}
