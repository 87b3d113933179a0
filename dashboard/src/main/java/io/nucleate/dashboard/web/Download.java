package io.nucleate.dashboard.web;

import io.nucleate.schemas.Scored;
import io.nucleate.schemas.discovery.Discovery;
import io.nucleate.schemas.discovery.ExportFormat;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Discoveries as a file, written while it is sent: one in memory at a time. */
final class Download {
    private record Kind(ExportFormat format, String mediaType, boolean isFileEach) {}

    private static final Map<String, Kind> KINDS = Map.of(
            "csv", new Kind(ExportFormat.CSV, "text/csv", false),
            "jsonl", new Kind(ExportFormat.JSONL, "application/x-ndjson", false),
            "xyz", new Kind(ExportFormat.EXTXYZ, "chemical/x-xyz", false),
            "cif", new Kind(ExportFormat.CIF, "chemical/x-cif", true),
            "poscar", new Kind(ExportFormat.POSCAR, "text/plain", true));
    private static final String NAME = "discoveries";

    private final Kind kind;
    private final boolean isZip;

    /**
     * @param name one of csv, jsonl, xyz, cif, poscar
     * @param count how many there are
     */
    Download(String name, int count) {
        kind = KINDS.get(name);
        isZip = kind.isFileEach && count != 1;
    }

    Response reply(Supplier<Stream<Scored>> records) {
        String file = NAME + (isZip ? ".zip" : kind.format.extension());
        StreamingOutput body = out -> write(records, out);
        return Response.ok(body)
                .type(isZip ? "application/zip" : kind.mediaType + ";charset=UTF-8")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file + "\"")
                .build();
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
        writer.write(kind.format.header());
        for (int i = 0; discoveries.hasNext(); i++) {
            Discovery discovery = discoveries.next();
            writer.write(kind.format.write(discovery, discovery.fileName(i)));
        }
        writer.flush();
    }

    private void writeZip(Iterator<Discovery> discoveries, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        for (int i = 0; discoveries.hasNext(); i++) {
            Discovery discovery = discoveries.next();
            String name = discovery.fileName(i);
            ZipEntry entry = new ZipEntry(name + kind.format.extension());
            entry.setTime(discovery.scored().getScoredAt().toEpochMilli());
            zip.putNextEntry(entry);
            zip.write(kind.format.write(discovery, name).getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        zip.finish();
    }
}
