package org.bootagent.easyagent.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bootagent.easyagent.testing.Shape.FieldShape;

/**
 * A message of the stream, field by field as on the wire: absent, empty, unknown and non-UTF-8 fields are preserved. Immutable; it is written as the same
 * bytes.
 */
public final class Message {
    private final Shape shape;
    private final List<Field> fields;

    /** One field: its value is a number, the bytes of a fixed32 or fixed64, bytes or a message. */
    record Field(int number, int wireType, Object value) {}

    Message(Shape shape, List<Field> fields) {
        this.shape = shape;
        this.fields = List.copyOf(fields);
    }

    /** Reads a command of the server. */
    public static Message command(ByteString bytes) {
        return read(Shape.of("Command"), bytes);
    }

    /** Reads an event of a host. */
    public static Message event(ByteString bytes) {
        return read(Shape.of("Event"), bytes);
    }

    /** Reads a registration. */
    public static Message registration(ByteString bytes) {
        return read(Shape.of("Register"), bytes);
    }

    /** Reads a request for commands. */
    public static Message listening(ByteString bytes) {
        return read(Shape.of("Control"), bytes);
    }

    /** Reads a message to the transfer target. */
    public static Message transfer(ByteString bytes) {
        return read(Shape.of("Msg"), bytes);
    }

    /** Reads an answer without fields of its own. */
    public static Message empty(ByteString bytes) {
        return read(Shape.of("Empty"), bytes);
    }

    /** Writes an event of these fields: the inverse of {@link #json}. */
    public static Message eventOf(JsonNode json) {
        return MessageJson.read(Shape.of("Event"), json);
    }

    private static Message read(Shape shape, ByteString bytes) {
        try {
            List<Field> fields = new ArrayList<>();
            CodedInputStream in = bytes.newCodedInput();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                int number = WireFormat.getTagFieldNumber(tag);
                fields.add(new Field(number, WireFormat.getTagWireType(tag), value(in, tag, shape.field(number))));
            }
            return new Message(shape, fields);
        } catch (IOException e) {
            throw new IllegalArgumentException("no " + shape.name() + ": " + e.getMessage(), e);
        }
    }

    private static Object value(CodedInputStream in, int tag, FieldShape field) throws IOException {
        return switch (WireFormat.getTagWireType(tag)) {
            case WireFormat.WIRETYPE_VARINT -> in.readRawVarint64();
            case WireFormat.WIRETYPE_FIXED32 -> in.readRawLittleEndian32();
            case WireFormat.WIRETYPE_FIXED64 -> in.readRawLittleEndian64();
            default -> {
                ByteString bytes = in.readBytes();
                yield field.message() == null ? bytes : read(field.message(), bytes);
            }
        };
    }

    /** The message on the wire. */
    public ByteString bytes() {
        try {
            var buffer = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(buffer);
            for (Field field : fields) {
                write(out, field);
            }
            out.flush();
            return ByteString.copyFrom(buffer.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(CodedOutputStream out, Field field) throws IOException {
        out.writeTag(field.number, field.wireType);
        switch (field.wireType) {
            case WireFormat.WIRETYPE_VARINT -> out.writeUInt64NoTag((Long) field.value);
            case WireFormat.WIRETYPE_FIXED32 -> out.writeFixed32NoTag((Integer) field.value);
            case WireFormat.WIRETYPE_FIXED64 -> out.writeFixed64NoTag((Long) field.value);
            default ->
                out.writeBytesNoTag(
                        field.value instanceof Message message ? message.bytes() : (ByteString) field.value);
        }
    }

    /** Returns whether messages of this kind have such a field. */
    public boolean knows(String field) {
        return shape.fields().values().stream().anyMatch(known -> known.name().equals(field));
    }

    /** Returns whether the field is on the wire, perhaps empty. */
    public boolean has(String field) {
        return find(field).isPresent();
    }

    /** The message in this field, if it is there. */
    public Optional<Message> message(String field) {
        return find(field).map(Message.class::cast);
    }

    /** The number in this field, 0 if it is absent. */
    public long number(String field) {
        return find(field).map(Long.class::cast).orElse(0L);
    }

    /** Returns the text of this field, empty if it is absent; invalid UTF-8 becomes U+FFFD. */
    public String text(String field) {
        return find(field).map(value -> ((ByteString) value).toStringUtf8()).orElse("");
    }

    /** The id in this field as text, empty if it is absent or of no length. */
    public String id(String field) {
        return find(field).map(value -> MessageIds.text((ByteString) value)).orElse("");
    }

    /** The details of an event, or the options of a command: the one message in it that is not its header. */
    public Message body() {
        return fields.stream()
                .filter(field -> field.number >= 100 && field.value instanceof Message)
                .map(field -> (Message) field.value)
                .findFirst()
                .orElseGet(() -> new Message(Shape.of("Empty"), List.of()));
    }

    /** The name of the field that {@link #body} is in. */
    public String bodyName() {
        return fields.stream()
                .filter(field -> field.number >= 100 && field.value instanceof Message)
                .map(field -> shape.field(field.number).name())
                .findFirst()
                .orElse("");
    }

    private Optional<Object> find(String name) {
        int number = shape.number(name);
        return fields.stream()
                .filter(field -> field.number == number)
                .findFirst()
                .map(Field::value);
    }

    /** Returns a copy in which all numbers of this name are changed. */
    public Message withNumber(String name, UnaryOperator<Long> change) {
        return edited((field, value) -> field.name().equals(name) ? change.apply((Long) value) : value);
    }

    /** Returns a copy in which all ids are changed; an empty id stays. */
    public Message withIds(UnaryOperator<String> change) {
        return edited((field, value) -> field.type().equals("id") && ((ByteString) value).size() == 16
                ? MessageIds.bytes(change.apply(MessageIds.text((ByteString) value)))
                : value);
    }

    /** Returns a copy in which all texts are changed; invalid UTF-8 stays. */
    public Message withTexts(UnaryOperator<String> change) {
        return edited((field, value) -> field.type().equals("text") && ((ByteString) value).isValidUtf8()
                ? ByteString.copyFromUtf8(change.apply(((ByteString) value).toStringUtf8()))
                : value);
    }

    /** Returns a copy with this time in all places. */
    public Message at(Instant now) {
        if (shape.name().equals("Time")) {
            return new Message(
                    shape,
                    List.of(
                            new Field(1, WireFormat.WIRETYPE_VARINT, now.getEpochSecond()),
                            new Field(2, WireFormat.WIRETYPE_VARINT, (long) now.getNano())));
        }
        return new Message(
                shape,
                fields.stream()
                        .map(field -> field.value instanceof Message message
                                ? new Field(field.number, field.wireType, message.at(now))
                                : field)
                        .toList());
    }

    /** Returns a copy in which this field of the message itself has another text, or is absent. */
    public Message withText(String name, String text) {
        int number = shape.number(name);
        List<Field> changed = new ArrayList<>(
                fields.stream().filter(field -> field.number != number).toList());
        if (text != null) {
            changed.add(new Field(number, WireFormat.WIRETYPE_LENGTH_DELIMITED, ByteString.copyFromUtf8(text)));
        }
        return new Message(shape, changed);
    }

    /** A copy in which this field of the message itself is absent; one without a name is {@code field} and its number. */
    public Message without(String name) {
        return new Message(
                shape,
                fields.stream()
                        .filter(field -> !shape.field(field.number).name().equals(name))
                        .toList());
    }

    /** A copy whose {@link #body} is another. */
    public Message withBody(UnaryOperator<Message> change) {
        return new Message(
                shape,
                fields.stream()
                        .map(field -> field.number >= 100 && field.value instanceof Message message
                                ? new Field(field.number, field.wireType, change.apply(message))
                                : field)
                        .toList());
    }

    /** Changes the value of a field that is no message. */
    private interface Edit {
        Object apply(FieldShape field, Object value);
    }

    private Message edited(Edit edit) {
        List<Field> changed = new ArrayList<>();
        for (Field field : fields) {
            Object value = field.value instanceof Message message
                    ? message.edited(edit)
                    : edit.apply(shape.field(field.number), field.value);
            changed.add(new Field(field.number, field.wireType, value));
        }
        return new Message(shape, changed);
    }

    /** Returns the fields on the wire, by name; invalid UTF-8 is escaped as {@code \xff}. */
    public ObjectNode json() {
        return MessageJson.write(this);
    }

    Shape shape() {
        return shape;
    }

    List<Field> fields() {
        return fields;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Message message && message.shape.equals(shape) && message.fields.equals(fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return json().toString();
    }
}
