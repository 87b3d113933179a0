package io.nucleate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.local.AuditStatistics;
import io.nucleate.local.RunStatistics;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;

class ProgressLineTest {
    private static final RunStatistics.CrystalWindow NONE =
            new RunStatistics.CrystalWindow(0, null, null, null, null);

    private static final AuditStatistics.Window NO_AUDITS =
            new AuditStatistics.Window(0, null, null, null);

    private static String shown(RunStatistics.Snapshot snapshot) {
        StringWriter err = new StringWriter();
        try (ProgressLine line = new ProgressLine(new PrintWriter(err))) {
            line.show(snapshot, Duration.ofSeconds(70));
        }
        return err.toString().strip();
    }

    @Test
    void whatThereIsNoneOfIsLeftOut() {
        assertThat(shown(new RunStatistics.Snapshot(
                        9, 0, 0, 0, 0, 0, 0, NONE, NONE, 0, NO_AUDITS, NO_AUDITS)))
                .isEqualTo("00:01:10  policy 0  candidates 9  scored 0 (0.0/s)  rejected 0 "
                        + " stale 0  reward -  E_hull<0.1 -");
    }

    @Test
    void auditsAndSubstitutionFollowThePolicysOwn() {
        assertThat(shown(new RunStatistics.Snapshot(
                        900,
                        840,
                        2,
                        5,
                        1,
                        40,
                        10,
                        new RunStatistics.CrystalWindow(300, -1.2, 0.2, 1.5, 0.99),
                        new RunStatistics.CrystalWindow(300, -1.0, 0.25, 1.2, 0.98),
                        120,
                        new AuditStatistics.Window(60, 0.3, 0.2, 4.1),
                        new AuditStatistics.Window(60, 0.52, 0.4, 3.9))))
                .endsWith("reward -1.200 -> -1.000  E_hull<0.1 20.0% -> 25.0%"
                        + "  M.S.U.N. 30% -> 52%  substituted 40, E_hull<0.1 25.0%");
    }
}
