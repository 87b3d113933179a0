package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class AvroSerdeTest {
    private static final AvroSerde<Candidate> CANDIDATES = AvroSerde.of(Candidate.class);

    @Test
    void writesWhatItReads() {
        Candidate candidate = Samples.candidate(7);
        byte[] bytes = CANDIDATES.serialize("candidates", candidate);
        assertThat(bytes).startsWith(0xC3, 0x01);
        assertThat(CANDIDATES.deserialize("candidates", bytes)).isEqualTo(candidate);
    }

    @Test
    void refusesForeignBytesByName() {
        byte[] bytes = "not Avro at all".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> CANDIDATES.deserialize("candidates", bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("candidates")
                .hasMessageContaining("Candidate");
    }

    @Test
    void tellsARecordOfANewerReleaseFromRubbish() throws IOException {
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : SiteRecord.getClassSchema().getFields()) {
            fields.add(new Schema.Field(field, field.schema()));
        }
        fields.add(new Schema.Field("charge", Schema.create(Schema.Type.INT), "Formal charge."));
        Schema unknown =
                Schema.createRecord("SiteRecord", "A site.", "io.nucleate.schemas", false, fields);
        var site = new GenericRecordBuilder(unknown)
                .set("element", "Na")
                .set("wyckoff", "a")
                .set("x", 0.0)
                .set("y", 0.0)
                .set("z", 0.0)
                .set("charge", 1)
                .build();
        var encoded = new BinaryMessageEncoder<>(GenericData.get(), unknown).encode(site);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        assertThatThrownBy(() -> AvroSerde.of(SiteRecord.class).deserialize("sites", bytes))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessageContaining("a record of sites is a SiteRecord of a newer release");
    }

    @Test
    void missingFieldIsAnErrorThatNamesTheRecord() {
        Candidate incomplete = new Candidate();
        assertThatThrownBy(() -> CANDIDATES.serialize("candidates", incomplete))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("Candidate");
    }
}
