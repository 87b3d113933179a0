package io.nucleate.dashboard.streams;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.nucleate.dashboard.view.RunState;
import io.nucleate.dashboard.view.catalogue.Catalogue;
import io.nucleate.dashboard.view.health.HealthBoard;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Scored;

import org.apache.kafka.common.serialization.Serializer;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What this instance has of the state, as JSON for the others that share the work; {@link Peers}
 * reads it. Records within it are Avro.
 */
public final class Parts {
    private final StreamsRunState own;
    private final HealthBoard board;
    private final BooleanSupplier isSettled;
    private final Serializer<Scored> encoder = AvroSerde.of(Scored.class).serializer();

    /** @param isSettled tells whether this instance has all partitions that it is to have */
    Parts(StreamsRunState own, HealthBoard board, BooleanSupplier isSettled) {
        this.own = own;
        this.board = board;
        this.isSettled = isSettled;
    }

    /** Writes counts by run. */
    public byte[] totals() {
        return json(settled().partialTotals());
    }

    /** Writes rows of {@link RunState#versions}. */
    public byte[] versions(String run, int from, int to, int width) {
        return json(settled().versions(run, from, to, width));
    }

    /** Writes rows of {@link RunState#audits}. */
    public byte[] audits(String run, int from, int to, int width) {
        return json(settled().audits(run, from, to, width));
    }

    /** Writes rows of {@link RunState#updates}. */
    public byte[] updates(String run, int from, int to, int width) {
        return json(settled().updates(run, from, to, width));
    }

    /** Writes counts by element. */
    public byte[] elements(String run) {
        return json(settled().elements(run));
    }

    /** Writes the records of the best crystals. */
    public byte[] best(String run) {
        return json(settled().best(run).stream().map(this::encoded).toList());
    }

    /** Writes the record of a discovery in a list, which is empty where there is none. */
    public byte[] discovery(String run, String protostructure) {
        Optional<Scored> found = settled().discovery(new Catalogue.Key(run, protostructure));
        return json(found.map(this::encoded).map(List::of).orElse(List.of()));
    }

    /** Writes what was heard of services. */
    public byte[] health() {
        return json(board.notes());
    }

    private byte[] encoded(Scored scored) {
        return encoder.serialize("", scored);
    }

    private StreamsRunState settled() {
        if (!isSettled.getAsBoolean()) {
            throw new RunState.NotReadyException("partitions are being restored or moved", null);
        }
        return own;
    }

    private static byte[] json(Object value) {
        try {
            return JsonSerde.MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
