package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

class AuditSampleTest {
    private static Candidate candidate(long sequence) {
        return Candidate.newBuilder()
                .setId(new CandidateId("run", "generator", sequence))
                .setPolicyVersion(0)
                .setBehaviourLogProb(new LogProbRecord(0.0, 0.0, 0.0, 0.0))
                .setCrystal(new CrystalRecord(229, List.of(), List.of()))
                .setSampledAt(Instant.EPOCH)
                .build();
    }

    private static List<Integer> audited(double share) {
        return IntStream.range(0, 20_000)
                .filter(i -> AuditSample.holds(candidate(i), share))
                .boxed()
                .toList();
    }

    @Test
    void aShareOfTheCandidatesIsAuditedTheSameForEverybody() {
        List<Integer> few = audited(0.02);
        assertThat(few.size() / 20_000.0).isCloseTo(0.02, within(0.003));
        assertThat(audited(0.02)).isEqualTo(few);
        assertThat(audited(0.1)).containsAll(few);
        assertThat(audited(0)).isEmpty();
        assertThat(audited(1)).hasSize(20_000);
    }

    @Test
    void whatSubstitutionMadeIsNot() {
        Candidate substituted = candidate(1);
        substituted.setSubstitution(new SubstitutionRecord("K", "elements", Map.of("K", "Na")));
        assertThat(AuditSample.holds(substituted, 1)).isFalse();
    }
}
