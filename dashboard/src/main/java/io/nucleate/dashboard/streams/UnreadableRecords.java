package io.nucleate.dashboard.streams;

import io.nucleate.schemas.UnknownSchemaException;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

import java.util.Map;

/**
 * Decides what becomes of records that cannot be read.
 *
 * <table>
 * <caption>Records</caption>
 * <tr><th>record</th><th>what happens</th></tr>
 * <tr><td>of a newer release, whose schema this one does not know</td>
 *     <td>the statistics end with the reason; the release that knows it counts it</td></tr>
 * <tr><td>anything else that cannot be read</td><td>left out, and Streams logs it</td></tr>
 * </table>
 */
public final class UnreadableRecords implements DeserializationExceptionHandler {
    @Override
    public Response handleError(
            ErrorHandlerContext context,
            ConsumerRecord<byte[], byte[]> record,
            Exception exception) {
        return exception instanceof UnknownSchemaException ? Response.fail() : Response.resume();
    }

    @Override
    public void configure(Map<String, ?> settings) {}
}
