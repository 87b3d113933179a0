package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Schemas evolve compatibly, are kept for each release, and explain themselves. */
class ReleasesTest {

    static List<Object[]> releasedTopics() {
        return Releases.VERSIONS.stream()
                .flatMap(version -> Arrays.stream(Topic.values())
                        .filter(topic -> Releases.schema(version, topic).isPresent())
                        .map(topic -> new Object[] {version, topic}))
                .toList();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("releasedTopics")
    void currentSchemasReadRecordsOfEveryRelease(String version, Topic topic) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(
                topic.schema(), Releases.schema(version, topic).orElseThrow());
        assertThat(result.getType())
                .as(
                        "a record of %s written by %s must stay readable: give new fields a"
                                + " default\n%s",
                        topic, version, result)
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void newestReleaseHoldsTheCurrentSchema(Topic topic) {
        String version = Releases.VERSIONS.get(Releases.VERSIONS.size() - 1);
        assertThat(Releases.schema(version, topic).map(SchemaNormalization::toParsingForm))
                .as(
                        "the schema of %s changed: add a release to Releases.VERSIONS and write"
                                + " resources releases/<version>/%s.avsc:\n%s",
                        topic, topic.topicName(), topic.schema().toString(true))
                .contains(SchemaNormalization.toParsingForm(topic.schema()));
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void everyRecordAndFieldIsDocumented(Topic topic) {
        assertThat(records(topic.schema()).toList()).allSatisfy(record -> {
            assertThat(record.getDoc()).as(record.getFullName()).endsWith(".");
            assertThat(record.getFields()).allSatisfy(field -> assertThat(field.doc())
                    .as(record.getName() + "." + field.name())
                    .endsWith("."));
        });
    }

    private static Stream<Schema> records(Schema schema) {
        return switch (schema.getType()) {
            case RECORD ->
                Stream.concat(
                        Stream.of(schema),
                        schema.getFields().stream().flatMap(field -> records(field.schema())));
            case UNION -> schema.getTypes().stream().flatMap(ReleasesTest::records);
            case ARRAY -> records(schema.getElementType());
            case MAP -> records(schema.getValueType());
            default -> Stream.of();
        };
    }
}
