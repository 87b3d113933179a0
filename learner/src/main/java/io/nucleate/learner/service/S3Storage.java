package io.nucleate.learner.service;

import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps a learner's state in a bucket of Amazon S3 or of a server that speaks its protocol. There
 * are no locks: a write names the content that it replaces (its ETag), and the server refuses it
 * where another learner was there in between. Region and credentials come from where the AWS SDK
 * looks for them: environment, profile, role of the machine or pod.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">
 *     conditional writes</a>
 */
public final class S3Storage implements StateStorage {
    /** Start of a place in a bucket. */
    public static final String SCHEME = "s3://";

    /** Name of the metadata that says which write made an object. */
    private static final String WRITE = "nucleate-write";

    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;

    private final S3Client client;
    private final String bucket;
    private final String prefix;
    /** ETag of what this learner read or wrote last, by name; empty where there was nothing. */
    private final Map<String, Optional<String>> known = new HashMap<>();

    private S3Storage(S3Client client, String bucket, String prefix) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix;
    }

    /**
     * Connects to nothing yet.
     *
     * @param place {@code s3://bucket/prefix}
     * @param endpoint address of a server other than Amazon's; buckets are part of its paths then
     * @throws IllegalArgumentException where the place names no bucket and prefix
     */
    public static S3Storage of(String place, Optional<URI> endpoint) {
        int slash = place.indexOf('/', SCHEME.length());
        if (!place.startsWith(SCHEME) || slash <= SCHEME.length()) {
            throw new IllegalArgumentException("nucleate.learner.data-dir=" + place
                    + " must be s3://BUCKET/PREFIX or a directory");
        }
        String path = place.substring(slash + 1);
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                // Servers other than Amazon's may not know the newer checksums.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        endpoint.ifPresent(address -> builder.endpointOverride(address).forcePathStyle(true));
        return new S3Storage(
                builder.build(),
                place.substring(SCHEME.length(), slash),
                path.isEmpty() || path.endsWith("/") ? path : path + "/");
    }

    @Override
    public String place(String name) {
        return SCHEME + bucket + "/" + prefix + name;
    }

    /** Checks that the bucket answers. Who comes later is refused when it writes. */
    @Override
    public void lock() throws IOException {
        try {
            client.headBucket(request -> request.bucket(bucket));
        } catch (SdkException e) {
            throw new IOException(
                    "cannot use bucket " + bucket + " for nucleate.learner.data-dir: "
                            + e.getMessage() + "; look whether it exists, at region and"
                            + " credentials (AWS_REGION, AWS_ACCESS_KEY_ID,"
                            + " AWS_SECRET_ACCESS_KEY), and at nucleate.learner.s3-endpoint",
                    e);
        }
    }

    @Override
    public boolean exists(String name) throws IOException {
        return head(name).isPresent();
    }

    private Optional<HeadObjectResponse> head(String name) throws IOException {
        try {
            return Optional.of(
                    client.headObject(request -> request.bucket(bucket).key(prefix + name)));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw failure("read", name, e);
        }
    }

    @Override
    public Optional<byte[]> read(String name) throws IOException {
        try {
            ResponseBytes<GetObjectResponse> object =
                    client.getObjectAsBytes(request -> request.bucket(bucket).key(prefix + name));
            known.put(name, Optional.of(object.response().eTag()));
            return Optional.of(object.asByteArray());
        } catch (NoSuchKeyException e) {
            known.put(name, Optional.empty());
            return Optional.empty();
        } catch (SdkException e) {
            throw failure("read", name, e);
        }
    }

    @Override
    public void replace(String name, byte[] content) throws IOException {
        if (!known.containsKey(name)) {
            known.put(name, head(name).map(HeadObjectResponse::eTag));
        }
        String write = UUID.randomUUID().toString();
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(bucket)
                .key(prefix + name)
                .metadata(Map.of(WRITE, write));
        known.get(name).ifPresentOrElse(request::ifMatch, () -> request.ifNoneMatch("*"));
        try {
            String eTag = client.putObject(request.build(), RequestBody.fromBytes(content))
                    .eTag();
            known.put(name, Optional.of(eTag));
        } catch (S3Exception e) {
            if (e.statusCode() != PRECONDITION_FAILED && e.statusCode() != CONFLICT) {
                throw failure("write", name, e);
            }
            known.put(name, Optional.of(eTagOfOwn(name, write, e)));
        } catch (SdkException e) {
            throw failure("write", name, e);
        }
    }

    /**
     * Returns the ETag of an object that this very write made: its answer may have been lost, and
     * the client's next attempt refused.
     */
    private String eTagOfOwn(String name, String write, S3Exception refusal) throws IOException {
        return head(name)
                .filter(object -> write.equals(object.metadata().get(WRITE)))
                .map(HeadObjectResponse::eTag)
                .orElseThrow(() -> new IllegalStateException(
                        "another learner has taken over: it has written " + place(name)
                                + " meanwhile; a run has one learner at a time",
                        refusal));
    }

    @Override
    public void keep(String name, String as) throws IOException {
        try {
            client.copyObject(request -> request.sourceBucket(bucket)
                    .sourceKey(prefix + name)
                    .destinationBucket(bucket)
                    .destinationKey(prefix + as));
            known.remove(as);
        } catch (SdkException e) {
            throw failure("copy", name, e);
        }
    }

    private IOException failure(String verb, String name, SdkException e) {
        return new IOException("cannot " + verb + " " + place(name) + ": " + e.getMessage(), e);
    }

    @Override
    public void close() {
        client.close();
    }
}
