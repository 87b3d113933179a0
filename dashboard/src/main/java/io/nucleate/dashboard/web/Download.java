package io.nucleate.dashboard.web;

import io.nucleate.schemas.Scored;
import io.nucleate.schemas.discovery.Discovery;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Discoveries as a file, written while it is sent: one in memory at a time. */
final class Download {
    private static final String NAME = "discoveries";

    private final FileFormat format;
    private final boolean isZip;

    /**
     * @param name one of csv, jsonl, xyz, cif, poscar
     * @param count how many there are
     */
    Download(String name, int count) {
        format = FileFormat.named(name);
        isZip = format.isFileEach() && count != 1;
    }

    Response reply(Supplier<Stream<Scored>> records) {
        StreamingOutput body = out -> write(records, out);
        return FileFormat.reply(
                body,
                isZip ? "application/zip" : format.mediaType(),
                NAME + (isZip ? ".zip" : format.written().extension()));
    }

    private void write(Supplier<Stream<Scored>> records, OutputStream out) throws IOException {
        try (Stream<Scored> stream = records.get()) {
            Iterator<Discovery> discoveries = stream.map(Discovery::of).iterator();
            if (isZip) {
                writeZip(discoveries, out);
            } else {
                writeText(discoveries, out);
            }
        }
    }

    private void writeText(Iterator<Discovery> discoveries, OutputStream out) throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        writer.write(format.written().header());
        for (int i = 0; discoveries.hasNext(); i++) {
            Discovery discovery = discoveries.next();
            writer.write(format.written().write(discovery, discovery.fileName(i)));
        }
        writer.flush();
    }

    private void writeZip(Iterator<Discovery> discoveries, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        for (int i = 0; discoveries.hasNext(); i++) {
            Discovery discovery = discoveries.next();
            String name = discovery.fileName(i);
            ZipEntry entry = new ZipEntry(name + format.written().extension());
            entry.setTime(discovery.scored().getScoredAt().toEpochMilli());
            zip.putNextEntry(entry);
            zip.write(format.written().write(discovery, name).getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        zip.finish();
    }
}
