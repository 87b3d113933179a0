package io.nucleate.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.schemas.GeneratorProgress;
import io.nucleate.schemas.LearnerProgress;
import io.nucleate.schemas.NumberInterval;
import io.nucleate.schemas.SeenIds;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class PaceTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration LOST_AFTER = Duration.ofMinutes(10);
    private static final Duration STANDING_AFTER = Duration.ofSeconds(60);
    private static final Pace.Settings SETTINGS =
            new Pace.Settings(64, 320, LOST_AFTER, STANDING_AFTER);

    private static long nanos(Duration duration) {
        return duration.toNanos();
    }

    private static LearnerProgress report(int waiting, GeneratorProgress... generators) {
        return LearnerProgress.newBuilder()
                .setRun("run")
                .setVersion(1)
                .setBatchSize(128)
                .setWaiting(waiting)
                .setCandidatesAccounted(0)
                .setLost(0)
                .setRefused(0)
                .setGenerators(Arrays.asList(generators))
                .setReportedAt(NOW)
                .build();
    }

    private static GeneratorProgress of(String generator, Instant last, SeenIds.Seen seen) {
        return new GeneratorProgress(
                generator,
                seen.below(),
                seen.above().stream()
                        .map(interval -> new NumberInterval(interval.first(), interval.last()))
                        .toList(),
                last);
    }

    private static GeneratorProgress of(String generator, Instant last, long below) {
        return of(generator, last, new SeenIds.Seen(below, List.of()));
    }

    /** Fills the room, in batches; returns the candidates that there are then. */
    private static long fill(Pace pace, long published, long now) {
        long end = published;
        while (pace.room(now) >= SETTINGS.batchSize()) {
            end += SETTINGS.batchSize();
            pace.published(end, now);
        }
        return end;
    }

    /**
     * Only versions gave room before: with fewer than 45 % rewarded, 320 candidates did not fill a
     * batch of 128, and nothing came any more.
     */
    @Test
    void aStreamWithFewRewardsGoesOn() {
        Random random = new Random(1);
        Pace pace = new Pace("g-1", SETTINGS, 0, 0);
        SeenIds seen = new SeenIds();
        List<Long> onTheirWay = new ArrayList<>();
        long published = 0;
        int waiting = 0;
        int versions = 0;
        int lost = 0;
        for (int second = 0; second < 300; second++) {
            long now = nanos(Duration.ofSeconds(second));
            pace.giveUp(now);
            for (long end = fill(pace, published, now); published < end; published++) {
                onTheirWay.add(published);
            }
            assertThat(pace.ahead()).isLessThanOrEqualTo(SETTINGS.aheadMax());
            for (int i = 0; i < 100 && !onTheirWay.isEmpty(); i++) {
                // Those that come soon come in any order.
                long number = onTheirWay.remove(random.nextInt(Math.min(20, onTheirWay.size())));
                if (random.nextInt(500) == 0) {
                    lost++;
                    continue;
                }
                seen.add("g-1", number);
                waiting += random.nextDouble() < 0.2 ? 1 : 0;
                if (waiting == 128) {
                    waiting = 0;
                    versions++;
                }
            }
            pace.learned(report(waiting, of("g-1", NOW, seen.of("g-1"))), now);
        }
        assertThat(lost).isPositive();
        assertThat(versions).isGreaterThan(30);
        assertThat(pace.standing(nanos(Duration.ofSeconds(300)))).isEmpty();
    }

    @Test
    void onlyOwnCandidatesCountAndTheLiveShareTheRoom() {
        Pace pace = new Pace("g-2", SETTINGS, 0, 0);
        assertThat(pace.room(0)).isEqualTo(320);
        GeneratorProgress dead = of("g-1", NOW.minusSeconds(120), 17);
        GeneratorProgress beforeTheStart = of("g-0", null, 17);
        pace.learned(report(0, dead, beforeTheStart), 0);
        assertThat(pace.room(0)).isEqualTo(320);
        pace.published(64, 0);
        pace.learned(report(20, dead, beforeTheStart), 0);
        assertThat(pace.room(0)).as("a waiting crystal takes room").isEqualTo(320 - 20 - 64);
        GeneratorProgress other = of("h-1", NOW.minusSeconds(10), 17);
        SeenIds.Seen own = new SeenIds.Seen(10, List.of(new SeenIds.Interval(20, 29)));
        pace.learned(report(20, dead, other, of("g-2", NOW, own)), 0);
        assertThat(pace.ahead()).isEqualTo(64 - 20);
        assertThat(pace.room(0)).isEqualTo(150 - 44);
        GeneratorProgress[] many = new GeneratorProgress[20];
        Arrays.setAll(many, i -> of("h-" + i, NOW, 17));
        many[0] = of("g-2", NOW, 64);
        pace.learned(report(120, many), 0);
        assertThat(pace.room(0)).as("a batch, at least").isEqualTo(64);
    }

    /** Nothing comes after them, by which the learner could tell. */
    @Test
    void lostCandidatesAreGivenUpLaterAndLaterUntilSomethingComes() {
        Pace pace = new Pace("g", SETTINGS, 0, 0);
        long published = fill(pace, 0, 0);
        assertThat(published).isEqualTo(320);
        LearnerProgress nothing = report(0);
        List<Long> givenUpAfterMinutes = new ArrayList<>();
        for (long minute = 0; minute < 40; minute++) {
            long now = nanos(Duration.ofMinutes(minute));
            pace.learned(nothing, now);
            if (pace.giveUp(now) > 0) {
                givenUpAfterMinutes.add(minute);
                published = fill(pace, published, now);
            }
        }
        assertThat(givenUpAfterMinutes).containsExactly(10L, 30L);
        assertThat(published).isEqualTo(3 * 320);

        // The last come, the 640 before are given up already.
        long now = nanos(Duration.ofMinutes(40));
        SeenIds.Seen last = new SeenIds.Seen(0, List.of(new SeenIds.Interval(640, 949)));
        pace.learned(report(0, of("g", NOW, last)), now);
        assertThat(pace.ahead()).isEqualTo(10);
        long later = now + nanos(LOST_AFTER);
        pace.learned(report(0, of("g", NOW, last)), later);
        assertThat(pace.giveUp(later)).as("patience is as at first").isEqualTo(10);
        assertThat(pace.room(later)).isEqualTo(320);
    }

    @Test
    void nothingIsGivenUpWhileTheLearnerIsAway() {
        Pace pace = new Pace("g", SETTINGS, 0, 0);
        fill(pace, 0, 0);
        assertThat(pace.giveUp(nanos(Duration.ofHours(1)))).isZero();
        assertThat(pace.standing(nanos(Duration.ofHours(1))))
                .hasValueSatisfying(reason ->
                        assertThat(reason).contains("the learner has not reported for 3600 s"));
    }

    @Test
    void withoutRoomItStandsStill() {
        Pace pace = new Pace("g", SETTINGS, 0, 0);
        fill(pace, 0, 0);
        long now = nanos(STANDING_AFTER);
        pace.learned(report(0), now);
        assertThat(pace.room(now)).isZero();
        assertThat(pace.standing(now - 1)).isEmpty();
        assertThat(pace.standing(now)).hasValueSatisfying(reason -> assertThat(reason)
                .contains("no room: 320 candidates are on their way", "60 s", "scorers"));
        pace.learned(report(0, of("g", NOW, 1)), now);
        assertThat(pace.standing(now)).as("one came").isEmpty();
    }

    @Test
    void settingsThatCannotWorkTogetherAreRefusedWithTheirNames() {
        assertThatThrownBy(() -> new Pace.Settings(64, 63, LOST_AFTER, STANDING_AFTER))
                .hasMessageContaining("sampling.batchSize=64")
                .hasMessageContaining("sampling.aheadMax=63");
        Pace pace = new Pace("g", new Pace.Settings(64, 190, LOST_AFTER, STANDING_AFTER), 0, 0);
        assertThatThrownBy(() -> pace.learned(report(0), 0))
                .hasMessageContaining("awaits 128 crystals (learning.window, or learning.batchSize")
                .hasMessageContaining("sampling.aheadMax=190")
                .hasMessageContaining("to 191 or more");
        Pace.requireRoom(64, 191, 128);
    }
}
