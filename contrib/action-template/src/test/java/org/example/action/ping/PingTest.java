package org.example.action.ping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PingTest {
    @Test
    void answersWithTheMessage() {
        assertEquals("pong: hello", new Ping("hello").answer("pong"));
    }

    @Test
    void answersWithoutAMessage() {
        assertEquals("pong", new Ping(null).answer("pong"));
    }

    @Test
    void refusesAMessageThatIsTooLong() {
        var fault = assertThrows(IllegalArgumentException.class, () -> new Ping("x".repeat(201)));
        assertEquals("message has 201 characters, at most 200 are allowed", fault.getMessage());
    }
}
