package io.nucleate.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Measures loops, one for each JSON line of standard input, and prints a JSON line for each;
 * {@code experiments/staleness.py} starts it.
 */
public final class PipelineStudy {
    private static final Logger ROOT = LogManager.getLogManager().getLogger("");

    static {
        ROOT.setLevel(Level.SEVERE);
    }

    private PipelineStudy() {}

    public static void main(String[] arguments) throws IOException {
        ObjectMapper json = new ObjectMapper();
        BufferedReader setups =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = setups.readLine(); line != null; line = setups.readLine()) {
            try (Pipeline pipeline = new Pipeline(json.readValue(line, Pipeline.Setup.class))) {
                System.out.println(json.writeValueAsString(pipeline.measure()));
            }
        }
        System.exit(0); // simulated threads that have ended are still kept for others
    }
}
