package org.bootagent.booter.publish.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishSettings;
import org.bootagent.wire.Json;

/** Format of a batch. */
enum Body {
    /** One array. */
    JSON("application/json", ",", "[", "]"),
    /** One object a line. */
    NDJSON("application/x-ndjson", "\n", "", "\n");

    private final String mediaType;
    private final String between;
    private final String begin;
    private final String end;

    Body(String mediaType, String between, String begin, String end) {
        this.mediaType = mediaType;
        this.between = between;
        this.begin = begin;
        this.end = end;
    }

    static Body of(PublishSettings settings, String format) {
        return Stream.of(values())
                .filter(body -> body.name().equals(format.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> settings.wrong("format", format, "must be json, ndjson or easyagent"));
    }

    String mediaType() {
        return mediaType;
    }

    String write(List<Publication> batch) {
        var text = new StringJoiner(between, begin, end);
        batch.forEach(publication -> text.add(json(publication)));
        return text.toString();
    }

    private static String json(Publication publication) {
        try {
            return Json.MAPPER.writeValueAsString(publication);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("publication " + publication.id() + " cannot be written", e);
        }
    }
}
