package org.bootagent.easyagent.testing.judge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OperationNumbersTest {
    private final OperationNumbers numbers = new OperationNumbers();

    @Test
    void anOperationHasANumber() {
        assertThat(numbers.same(4130, -1)).isFalse();
        assertThat(numbers.same(4130, 0)).isFalse();
        assertThat(numbers.same(4130, 7)).isTrue();
        assertThat(numbers.same(-1, 8)).isFalse();
        assertThat(numbers.same(-1, -1)).isTrue();
    }

    @Test
    void anOperationKeepsItsNumberForItself() {
        assertThat(numbers.same(31, 7)).isTrue();
        assertThat(numbers.same(31, 7)).isTrue();
        assertThat(numbers.same(31, 8)).isFalse();
        assertThat(numbers.same(32, 7)).isFalse();
    }

    @Test
    void numbersRiseFromCallToCall() {
        assertThat(numbers.same(4130, 7)).isTrue();
        assertThat(numbers.same(31, 6)).as("a call beside it").isTrue();
        numbers.nextCalls();
        assertThat(numbers.same(32, 5)).isFalse();
        assertThat(numbers.same(32, 8)).isTrue();
        assertThat(numbers.same(31, 6)).as("the progress of an earlier one").isTrue();
    }

    @Test
    void aQueryNamesOurNumber() {
        assertThat(numbers.same(3, 71)).isTrue();
        numbers.nextCalls();
        assertThat(numbers.same(71, 72)).isTrue();
        assertThat(numbers.inQuery("operation_seq=3")).isEqualTo("operation_seq=71");
        assertThat(numbers.inQuery("operation_seq=71&x=3")).isEqualTo("operation_seq=72&x=3");
        assertThat(numbers.inQuery("operation_seq=32")).isEqualTo("operation_seq=32");
    }
}
