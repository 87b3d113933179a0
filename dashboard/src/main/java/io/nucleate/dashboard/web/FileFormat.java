package io.nucleate.dashboard.web;

import io.nucleate.schemas.discovery.ExportFormat;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import java.util.Locale;

/** Formats in which crystals are sent as files; an address ends with the name in small letters. */
enum FileFormat {
    CSV(ExportFormat.CSV, "text/csv", false),
    JSONL(ExportFormat.JSONL, "application/x-ndjson", false),
    XYZ(ExportFormat.EXTXYZ, "chemical/x-xyz", false),
    CIF(ExportFormat.CIF, "chemical/x-cif", true),
    POSCAR(ExportFormat.POSCAR, "text/plain", true);

    private final ExportFormat written;
    private final String mediaType;
    private final boolean isFileEach;

    FileFormat(ExportFormat written, String mediaType, boolean isFileEach) {
        this.written = written;
        this.mediaType = mediaType;
        this.isFileEach = isFileEach;
    }

    /** @param name one that an address takes */
    static FileFormat named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Writes the crystals. */
    ExportFormat written() {
        return written;
    }

    String mediaType() {
        return mediaType + ";charset=UTF-8";
    }

    /** Returns whether each crystal is a file of its own. */
    boolean isFileEach() {
        return isFileEach;
    }

    /** Replies with something to be kept under a name. */
    static Response reply(Object body, String mediaType, String fileName) {
        return Response.ok(body)
                .type(mediaType)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + fileName + "\"")
                .build();
    }
}
