package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.io.CrystalJson;

import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Runs verbs in this process and keeps what they print. */
abstract class VerbTest {
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    /** Runs a verb; each argument is a word of the command line. Returns the exit code. */
    final int run(Object... args) {
        return NucleateCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Stream.of(args).map(Object::toString).toArray(String[]::new));
    }

    /** Runs a verb; spaces part the words. Returns the exit code. */
    final int runLine(String line) {
        return run((Object[]) line.split(" "));
    }

    /** Returns what was printed, line by line. */
    final List<ObjectNode> lines() {
        return out.toString().lines().map(CrystalJson::parse).toList();
    }

    final Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    final void forgetOutput() {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
    }
}
