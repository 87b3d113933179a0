package io.nucleate.schemas;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Which run a service that serves one at a time takes.
 *
 * <table>
 * <caption>The choice; the first row that fits decides</caption>
 * <tr><th>setting {@code nucleate.run}</th><th>runs</th><th>choice</th></tr>
 * <tr><td>set</td><td>has it, and it has not ended</td><td>that run</td></tr>
 * <tr><td>set</td><td>has it, but it has ended</td><td>waits</td></tr>
 * <tr><td>set</td><td>does not have it</td><td>waits</td></tr>
 * <tr><td>not set</td><td>one is running</td><td>that run</td></tr>
 * <tr><td>not set</td><td>none, or several are running</td><td>waits</td></tr>
 * </table>
 *
 * @param run the choice; empty while it waits
 * @param waitsFor what it waits for, for a person; empty with a run
 */
public record RunChoice(Optional<Run> run, String waitsFor) {
    /** @param wanted the setting {@code nucleate.run} */
    public static RunChoice of(Optional<String> wanted, Collection<Run> runs) {
        if (wanted.isPresent()) {
            return runs.stream()
                    .filter(run -> run.getId().equals(wanted.get()))
                    .findFirst()
                    .map(run -> run.getState() == RunStatus.ENDED
                            ? waiting("run " + run.getId() + " has ended; set another nucleate.run")
                            : new RunChoice(Optional.of(run), ""))
                    .orElseGet(() -> waiting("there is no run " + wanted.get() + " yet; nucleate"
                            + " runs start --id " + wanted.get() + " starts it"));
        }
        List<Run> running =
                runs.stream().filter(run -> run.getState() == RunStatus.RUNNING).toList();
        if (running.size() == 1) {
            return new RunChoice(Optional.of(running.get(0)), "");
        }
        return waiting(
                running.isEmpty()
                        ? "no run is running; nucleate runs start starts one"
                        : "several runs are running; set nucleate.run to one of "
                                + RunsTopic.names(running));
    }

    private static RunChoice waiting(String reason) {
        return new RunChoice(Optional.empty(), reason);
    }
}
