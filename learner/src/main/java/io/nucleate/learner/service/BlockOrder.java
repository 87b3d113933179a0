package io.nucleate.learner.service;

import io.nucleate.schemas.Blocks;
import io.nucleate.schemas.CandidateId;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Puts the outcomes of a deterministic run into the order of their candidates' numbers: they come
 * in any order, and more than once. Those of later blocks wait here. Knows the records, not what is
 * in them. For use by one thread.
 */
final class BlockOrder {
    private static final Logger LOG = Logger.getLogger(BlockOrder.class);

    private final Blocks blocks;
    private final SortedMap<Long, ConsumerRecord<String, byte[]>> waiting = new TreeMap<>();
    /** The only generator of the run; null before anything came. */
    private String generator;

    BlockOrder(Blocks blocks) {
        this.blocks = blocks;
    }

    /**
     * Takes an outcome.
     *
     * @param version newest version of the policy: the outcomes that made it are known
     */
    void add(CandidateId id, ConsumerRecord<String, byte[]> record, int version) {
        if (generator == null) {
            generator = id.getGenerator();
        }
        if (!generator.equals(id.getGenerator())) {
            LOG.errorf(
                    "left out %s/%d: a deterministic run has one generator, and it is %s",
                    id.getGenerator(), id.getSequence(), generator);
        } else if (id.getSequence() >= blocks.first(version)) {
            waiting.putIfAbsent(id.getSequence(), record);
        }
    }

    /**
     * Takes out the outcomes that make the next version, in their order; none while one of them is
     * missing.
     *
     * @param version newest version of the policy
     */
    List<ConsumerRecord<String, byte[]>> takeBlock(int version) {
        SortedMap<Long, ConsumerRecord<String, byte[]>> block =
                waiting.headMap(blocks.first(version + 1));
        if (block.size() < blocks.size()) {
            return List.of();
        }
        List<ConsumerRecord<String, byte[]>> records = List.copyOf(block.values());
        block.clear();
        return records;
    }

    /**
     * Returns where to read on after a restart: at the first record of each partition that waits
     * here.
     *
     * @param read next record to read, by partition
     */
    Map<String, Long> offsets(Map<String, Long> read) {
        Map<String, Long> offsets = new HashMap<>(read);
        waiting.values()
                .forEach(record -> offsets.merge(
                        new TopicPartition(record.topic(), record.partition()).toString(),
                        record.offset(),
                        Math::min));
        return offsets;
    }
}
