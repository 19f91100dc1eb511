package org.bootagent.job.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UpgradesTest {
    @Test
    void remembersTheNewestBadDigestsOfEachAgent() {
        var upgrades = Upgrades.NONE;
        for (int i = 0; i < 20; i++) {
            upgrades = upgrades.bad("web", "digest" + i);
        }
        upgrades = upgrades.bad("db", "digest0");

        assertThat(upgrades.bad().get("web")).hasSize(16);
        assertThat(upgrades.isBad("web", "digest3")).isFalse();
        assertThat(upgrades.isBad("web", "digest4")).isTrue();
        assertThat(upgrades.isBad("web", "digest19")).isTrue();
        assertThat(upgrades.isBad("db", "digest0")).isTrue();
    }

    @Test
    void aDigestIsRememberedOnceAndForgottenWhenItTurnsOutGood() {
        var upgrades = Upgrades.NONE.bad("web", "a").bad("web", "b").bad("web", "a");

        assertThat(upgrades.bad().get("web")).containsExactly("b", "a");
        assertThat(upgrades.good("web", "a").isBad("web", "a")).isFalse();
        assertThat(upgrades.good("web", "a").good("web", "b").bad()).isEmpty();
    }
}
