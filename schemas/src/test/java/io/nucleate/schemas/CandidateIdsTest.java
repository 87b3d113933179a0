package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CandidateIdsTest {
    @Test
    void textIsTheKeyThatTheTopicsName() {
        CandidateId id = new CandidateId("run", "generator", 17L);
        assertThat(CandidateIds.text(id)).isEqualTo("run/generator/17");
        assertThat(CandidateIds.source(id)).isEqualTo("run/generator");
        for (Topic topic : new Topic[] {Topic.CANDIDATES, Topic.SCORED}) {
            assertThat(topic.key().replace("sequence", "17"))
                    .as("key of %s", topic)
                    .isEqualTo(CandidateIds.text(id));
        }
    }

    @Test
    void aKeyIsReadBackAndNothingElseIs() {
        CandidateId id = new CandidateId("run", "generator/1", 17L);
        assertThat(CandidateIds.parse(CandidateIds.text(id))).contains(id);
        for (String other : new String[] {null, "", "candidates-0@12", "run/17", "run/g/x"}) {
            assertThat(CandidateIds.parse(other)).as("%s", other).isEmpty();
        }
    }
}
