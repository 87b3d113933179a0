package io.nucleate.dashboard.streams;

import io.nucleate.dashboard.view.RunState;
import io.nucleate.dashboard.view.RunState.NotReadyException;
import io.nucleate.dashboard.view.catalogue.Catalogue;
import io.nucleate.dashboard.view.catalogue.Discoveries;
import io.nucleate.dashboard.view.health.HealthNotes;
import io.nucleate.schemas.KafkaSettings;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.state.HostInfo;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * This instance among several that share the work: each folds some of the partitions, and any of
 * them answers for all.
 */
final class Sharing implements SharedRunState.Instances, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Sharing.class);

    /** After so long without a sign of it the partitions of an instance go to others. */
    private static final int SESSION_MS = 15_000;

    private final HostInfo self;
    private final Supplier<KafkaStreams> streams;
    private final Clock clock;
    private final Peers peers = new Peers();
    private final Map<HostInfo, Instant> answeredAt = new ConcurrentHashMap<>();
    private volatile CatalogueFollower follower;

    /**
     * @param advertised HOST:PORT at which the others reach this instance
     * @param streams gives the streams, or throws {@link NotReadyException}
     * @throws IllegalArgumentException if it is no address
     */
    Sharing(String advertised, Supplier<KafkaStreams> streams, Clock clock) {
        this.self = parse(advertised);
        this.streams = streams;
        this.clock = clock;
    }

    private static HostInfo parse(String advertised) {
        HostInfo parsed;
        try {
            parsed = HostInfo.buildFromEndpoint(advertised);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(refusal(advertised), e);
        }
        if (parsed == null) {
            throw new IllegalArgumentException(refusal(advertised));
        }
        return parsed;
    }

    private static String refusal(String advertised) {
        return "nucleate.dashboard.advertised=" + advertised + " is not HOST:PORT, by which other"
                + " dashboards reach this one; leave it out where there are none";
    }

    /** Begins to read what all instances have discovered. */
    void start(KafkaSettings kafka, Consumer<Throwable> onFailure) {
        follower = new CatalogueFollower(kafka, onFailure);
    }

    /** Returns the state of all instances. */
    RunState state(StreamsRunState own) {
        return new SharedRunState(own, this, peers, this::discoveries);
    }

    private Discoveries discoveries() {
        CatalogueFollower started = follower;
        if (started == null) {
            throw new NotReadyException("the catalogue of discoveries is not read yet", null);
        }
        return started.discoveries();
    }

    /** Returns the settings that streams have in addition. */
    Properties settings(String applicationId) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_SERVER_CONFIG, self.host() + ":" + self.port());
        settings.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                applicationId + "-" + self.host() + "-" + self.port());
        settings.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
                SESSION_MS);
        return settings;
    }

    @Override
    public List<HostInfo> others() {
        if (streams.get().state() != KafkaStreams.State.RUNNING) {
            throw new NotReadyException("partitions are being restored or moved", null);
        }
        return known();
    }

    private List<HostInfo> known() {
        return streams.get().metadataForAllStreamsClients().stream()
                .map(StreamsMetadata::hostInfo)
                .filter(host -> !host.equals(self))
                .toList();
    }

    @Override
    public Optional<HostInfo> holderOf(Catalogue.Key key) {
        KeyQueryMetadata metadata = streams.get()
                .queryMetadataForKey(
                        StateStore.DISCOVERIES.name(),
                        StateStore.discoveryKey(key),
                        new StringSerializer());
        if (metadata.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
            throw new NotReadyException("partitions are being restored or moved", null);
        }
        return Optional.of(metadata.activeHost()).filter(host -> !host.equals(self));
    }

    /** Adds what the others have heard; one that does not answer is a service that is not there. */
    HealthNotes heard(HealthNotes own) {
        HealthNotes all = own;
        try {
            for (HostInfo peer : known()) {
                all = all.merge(heardBy(peer));
            }
        } catch (NotReadyException e) {
            LOG.debug("Nothing is known of other instances yet", e);
        }
        return all;
    }

    private HealthNotes heardBy(HostInfo peer) {
        String name = "dashboard " + peer.host() + ":" + peer.port();
        Instant now = clock.instant();
        try {
            HealthNotes notes = peers.health(peer);
            answeredAt.put(peer, now);
            Map<String, HealthNotes.Heard> services = new TreeMap<>(notes.services());
            services.put(name, new HealthNotes.Heard(name, now, "has a part of the statistics"));
            return new HealthNotes(services, notes.standing(), notes.rejected());
        } catch (NotReadyException e) {
            LOG.debugf(e, "%s does not answer", name);
            HealthNotes.Heard missed = new HealthNotes.Heard(
                    name,
                    answeredAt.computeIfAbsent(peer, first -> now),
                    "does not answer; it has a part of the statistics");
            return new HealthNotes(Map.of(name, missed), Map.of(), List.of());
        }
    }

    @Override
    public void close() {
        CatalogueFollower started = follower;
        if (started != null) {
            started.close();
        }
    }
}
