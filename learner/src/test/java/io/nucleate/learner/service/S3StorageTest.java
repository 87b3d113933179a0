package io.nucleate.learner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.learner.reinforcement.Learner;
import io.nucleate.learner.reinforcement.LearnerState;
import io.nucleate.learner.reinforcement.ReinforcementSettings;
import io.nucleate.policy.Policy;
import io.nucleate.policy.TestPolicies;
import io.nucleate.tensors.SafeTensors;

import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.options.PutOptions;
import org.jclouds.blobstore.util.ForwardingBlobStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tests the storage with S3Proxy, a server that speaks the protocol. */
class S3StorageTest {
    private static final String BUCKET = "crystals";
    private static final Map<String, String> AWS = Map.of(
            "aws.accessKeyId", "id", "aws.secretAccessKey", "secret", "aws.region", "us-east-1");

    private BlobStoreContext blobs;
    private LosingAnswers store;
    private S3Proxy server;

    /** Stores what it is given, and then fails as if the answer were lost. */
    private static final class LosingAnswers extends ForwardingBlobStore {
        private int losses;

        LosingAnswers(BlobStore store) {
            super(store);
        }

        @Override
        public String putBlob(String container, Blob blob, PutOptions options) {
            String eTag = super.putBlob(container, blob, options);
            if (losses > 0) {
                losses--;
                throw new UncheckedIOException(new IOException("the answer is lost"));
            }
            return eTag;
        }
    }

    @BeforeEach
    void start() throws Exception {
        AWS.forEach(System::setProperty);
        blobs = ContextBuilder.newBuilder("transient-nio2")
                .credentials("id", "secret")
                .build(BlobStoreContext.class);
        store = new LosingAnswers(blobs.getBlobStore());
        store.createContainerInLocation(null, BUCKET);
        server = S3Proxy.builder()
                .blobStore(store)
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "id", "secret")
                .endpoint(URI.create("http://127.0.0.1:0"))
                .build();
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        blobs.close();
        AWS.keySet().forEach(System::clearProperty);
    }

    private S3Storage storage(String place) {
        return S3Storage.of(place, Optional.of(URI.create("http://127.0.0.1:" + server.getPort())));
    }

    private S3Storage storage() {
        return storage("s3://" + BUCKET + "/run-1/learner");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void filesAreReplacedAndKeptUnderASecondName() throws IOException {
        try (S3Storage storage = storage()) {
            storage.lock();
            assertThat(storage.exists("state")).isFalse();
            assertThat(storage.read("state")).isEmpty();
            storage.replace("state", bytes("first"));
            storage.keep("state", "previous");
            storage.replace("state", bytes("second"));
            assertThat(storage.exists("state")).isTrue();
            assertThat(storage.read("state").orElseThrow()).isEqualTo(bytes("second"));
            assertThat(storage.read("previous").orElseThrow()).isEqualTo(bytes("first"));
            assertThat(storage.place("state")).isEqualTo("s3://crystals/run-1/learner/state");
        }
        try (S3Storage other = storage("s3://" + BUCKET + "/run-2/")) {
            assertThat(other.exists("state")).as("of another run").isFalse();
        }
    }

    @Test
    void whatAnotherLearnerWroteIsNotReplaced() throws IOException {
        try (S3Storage first = storage();
                S3Storage second = storage()) {
            assertThat(first.read("epoch")).isEmpty();
            assertThat(second.read("epoch")).isEmpty();
            second.replace("epoch", bytes("1"));
            assertThatThrownBy(() -> first.replace("epoch", bytes("1 too")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another learner has taken over")
                    .hasMessageContaining("s3://crystals/run-1/learner/epoch");
            assertThat(first.read("epoch").orElseThrow()).isEqualTo(bytes("1"));
            second.replace("epoch", bytes("2"));
            assertThatThrownBy(() -> first.replace("epoch", bytes("2 too")))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(second.read("epoch").orElseThrow()).isEqualTo(bytes("2"));
        }
    }

    @Test
    void aWriteWhoseAnswerIsLostIsKnownAgain() throws IOException {
        try (S3Storage storage = storage()) {
            storage.replace("state", bytes("first"));
            store.losses = 1;
            storage.replace("state", bytes("second"));
            assertThat(store.losses).isZero();
            storage.replace("state", bytes("third"));
            assertThat(storage.read("state").orElseThrow()).isEqualTo(bytes("third"));
        }
    }

    @Test
    void aBucketThatIsNotThereIsNamedWithTheRemedy() throws IOException {
        try (S3Storage storage = storage("s3://no-such-bucket/run")) {
            assertThatThrownBy(storage::lock)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no-such-bucket")
                    .hasMessageContaining("AWS_REGION")
                    .hasMessageContaining("nucleate.learner.s3-endpoint");
        }
        for (String place : List.of("s3://", "s3://bucket", "s3:///prefix")) {
            assertThatThrownBy(() -> S3Storage.of(place, Optional.empty()))
                    .as(place)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("s3://BUCKET/PREFIX");
        }
    }

    private static SafeTensors state(int version) {
        try (Policy policy = TestPolicies.tiny(1);
                Learner learner = new Learner(ReinforcementSettings.DEFAULT, policy, policy)) {
            learner.goOnAs(version);
            return learner.checkpoint(Map.of(), null);
        }
    }

    private static int version(LearnerDirectory directory) throws IOException {
        return LearnerState.of(directory.checkpoint().orElseThrow()).version();
    }

    @Test
    void aLearnerElsewhereGoesOnFromTheState() throws IOException {
        byte[] shipped = Policy.shipped();
        try (LearnerDirectory first = new LearnerDirectory(storage(), "run");
                LearnerDirectory second = new LearnerDirectory(storage(), "run")) {
            first.lock();
            assertThat(first.begin(0)).isEqualTo(1);
            SafeTensors start = first.pretrained(() -> shipped);
            first.save(state(1));
            first.save(state(2));

            second.lock();
            assertThat(second.begin(1)).isEqualTo(2);
            assertThat(second.pretrained(() -> shipped).toBytes()).isEqualTo(start.toBytes());
            assertThat(version(second)).isEqualTo(2);
            second.save(state(3));
            assertThatThrownBy(() -> first.save(state(3)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another learner has taken over");
            assertThat(version(second)).isEqualTo(3);
        }
    }
}
