package org.bootagent.job.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.IntStream;
import org.bootagent.job.bundle.Framework.Installed;
import org.junit.jupiter.api.Test;

class ListingTest {
    @Test
    void saysHowManyItHasNoRoomFor() throws Exception {
        var bundles = IntStream.range(0, 200)
                .mapToObj(i -> new Installed(i, "org.example.bundle" + i, "1.0.0", "active", i == 7 ? "my.jar" : "", 0))
                .toList();
        String text = Listing.json(bundles);
        var json = new ObjectMapper().readTree(text);
        assertThat(text.length()).isLessThanOrEqualTo(4096);
        assertThat(json.get(0).path("bundle").asText()).isEqualTo("org.example.bundle7");
        assertThat(json.get(0).path("own").asBoolean()).isFalse();
        int omitted = json.get(json.size() - 1).path("omitted").asInt();
        assertThat(omitted).isPositive().isEqualTo(200 - (json.size() - 1));
    }

    @Test
    void showsAllThereIsRoomFor() {
        assertThat(Listing.json(List.of(new Installed(1, "a", "1", "active", "", 0))))
                .isEqualTo("[{\"bundle\":\"a\",\"version\":\"1\",\"state\":\"active\",\"own\":true}]");
    }
}
