package io.nucleate.dashboard.view;

import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.Scored;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reports on one run: its summary, its versions, its best crystals. */
public final class RunReport {
    /**
     * Crystals that a first or recent window holds at least: its fraction below 0.1 eV/atom is then
     * good to 3 %.
     */
    public static final int WINDOW_CRYSTALS = 300;

    /** Rows of a series beyond which neighbouring versions are taken together. */
    static final int ROWS_MAX = 512;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final RunState state;
    private final Optional<String> followed;
    private final Clock clock;
    private final AuditWindows audits;

    /** @param followed the run to report on; empty for the one that was active last */
    public RunReport(RunState state, Optional<String> followed, Clock clock) {
        this.state = state;
        this.followed = followed;
        this.clock = clock;
        audits = new AuditWindows(state);
    }

    /**
     * Returns the report on a run.
     *
     * @param run null for the run that this report is on
     * @throws NoSuchElementException if nothing is known of it
     */
    public RunReport of(String run) {
        if (run == null) {
            return this;
        }
        Set<String> known = known(state.totals(), state.runs());
        if (!known.contains(run) && !followed.equals(Optional.of(run))) {
            throw new NoSuchElementException(
                    "there is no run '" + run + "'; there are: " + String.join(", ", known));
        }
        return new RunReport(state, Optional.of(run), clock);
    }

    /** Returns runs with records of anything, or of themselves alone. */
    private static Set<String> known(Map<String, RunTotals> totals, Map<String, Run> records) {
        Set<String> known = new TreeSet<>(totals.keySet());
        known.addAll(records.keySet());
        return known;
    }

    /**
     * Returns the run at a glance. While the state is being restored it says
     * {@link RunSummary.RunPhase#RESTORING}, and does not throw {@link RunState.NotReadyException}.
     */
    public RunSummary summary() {
        try {
            Optional<String> run = run();
            return run.isPresent() ? summary(run.get()) : nothing(RunSummary.RunPhase.WAITING);
        } catch (RunState.NotReadyException e) {
            return nothing(RunSummary.RunPhase.RESTORING);
        }
    }

    /** Returns the run that this reports on; empty while there is none. */
    public Optional<String> run() {
        return followed.or(() -> state.totals().entrySet().stream()
                .max(Comparator.comparing(entry -> entry.getValue().lastAt()))
                .map(Map.Entry::getKey));
    }

    private RunSummary nothing(RunSummary.RunPhase phase) {
        return summary(phase, followed.orElse(null), RunTotals.EMPTY, null, null, null, null);
    }

    private RunSummary summary(String run) {
        RunTotals totals = state.totals().getOrDefault(run, RunTotals.EMPTY);
        if (totals.scoring().crystals() == 0) {
            return summary(RunSummary.RunPhase.WAITING, run, totals, null, null, null, null);
        }
        int last = totals.scoring().versionMax();
        return summary(
                RunSummary.RunPhase.RUNNING,
                run,
                totals,
                window(run, last, true),
                window(run, last, false),
                audits.first(run, last),
                audits.last(run, last));
    }

    private RunSummary summary(
            RunSummary.RunPhase phase,
            String run,
            RunTotals totals,
            RunSummary.VersionWindow first,
            RunSummary.VersionWindow recent,
            AuditWindow auditedFirst,
            AuditWindow auditedRecent) {
        return new RunSummary(
                phase,
                run,
                clock.instant(),
                totals.sampling().firstAt(),
                totals.scoring().lastAt(),
                totals.learning().lastAt(),
                totals.versionMax(),
                counts(totals),
                rates(totals),
                totals.scoring().gates(),
                totals.rejections(),
                totals.scoring().protocol(),
                first,
                recent,
                auditedFirst,
                auditedRecent);
    }

    private static RunSummary.Totals counts(RunTotals totals) {
        long sampled = totals.sampling().candidates();
        long scored = totals.scoring().crystals();
        long rejected = totals.rejectedCount();
        return new RunSummary.Totals(
                sampled,
                scored,
                Math.max(0, sampled - scored - rejected),
                totals.scoring().substituted(),
                totals.scoring().gated(),
                totals.scoring().abstained(),
                rejected,
                totals.scoring().duplicates(),
                totals.learning().staleDropped());
    }

    private RunSummary.Rates rates(RunTotals totals) {
        Instant now = clock.instant();
        Instant start = Optional.ofNullable(totals.sampling().firstAt()).orElse(now);
        return new RunSummary.Rates(
                totals.sampling().rate().perSecond(start, now, MINUTE),
                totals.scoring().rate().perSecond(start, now, MINUTE),
                60 * totals.learning().rate().perSecond(start, now, RateWindow.SPAN_MAX));
    }

    /** Returns the first or last versions that hold enough crystals together, or all there are. */
    private RunSummary.VersionWindow window(String run, int newest, boolean atStart) {
        for (int width = 4; ; width *= 2) {
            boolean isAll = width > newest;
            int from = atStart || isAll ? 0 : newest - width + 1;
            int to = atStart && !isAll ? width - 1 : newest;
            var ascending = new TreeMap<>(state.versions(run, from, to, 1));
            var outwards = atStart ? ascending : ascending.descendingMap();
            VersionStatistics sum = VersionStatistics.EMPTY;
            int reached = atStart ? from : to;
            for (Map.Entry<Integer, VersionStatistics> version : outwards.entrySet()) {
                sum = sum.merge(version.getValue());
                reached = version.getKey();
                if (sum.crystals() >= WINDOW_CRYSTALS) {
                    break;
                }
            }
            if (isAll || sum.crystals() >= WINDOW_CRYSTALS) {
                return window(atStart ? from : reached, atStart ? reached : to, sum);
            }
        }
    }

    private static RunSummary.VersionWindow window(int from, int to, VersionStatistics sum) {
        return new RunSummary.VersionWindow(
                from,
                to,
                sum.crystals(),
                VersionSeries.boxed(sum.meanReward()),
                sum.fractionBelowTenth(),
                VersionSeries.boxed(sum.hullQuantile(0.5)),
                sum.fractionDistinct());
    }

    /**
     * Returns statistics of the versions from the given one, which is rounded down to the beginning
     * of a row.
     *
     * @throws IllegalArgumentException for a negative version
     */
    public VersionSeries versions(int from) {
        if (from < 0) {
            throw new IllegalArgumentException(
                    "there is no version " + from + "; versions count from 0");
        }
        Optional<String> run = run();
        if (run.isEmpty()) {
            return new VersionSeries(null, 1, List.of());
        }
        int last = state.totals().getOrDefault(run.get(), RunTotals.EMPTY).versionMax();
        int width = 1;
        while (last / width >= ROWS_MAX) {
            width *= 2;
        }
        int start = from - from % width;
        SortedMap<Integer, UpdateStatistics> updates =
                state.updates(run.get(), start, Integer.MAX_VALUE, width);
        SortedMap<Integer, AuditWindow> audited = audits.upToEach(run.get(), start, width);
        List<VersionSeries.Row> rows = new ArrayList<>();
        state.versions(run.get(), start, Integer.MAX_VALUE, width)
                .forEach((version, statistics) -> rows.add(VersionSeries.Row.of(
                        version, statistics, audited.get(version), updates.get(version))));
        return new VersionSeries(run.get(), width, rows);
    }

    /**
     * Returns the crystals lowest above the hull, the lowest first, each {@link Protostructure}
     * once.
     *
     * @throws IllegalArgumentException for a negative count
     */
    public List<BestCrystal> best(int count) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "cannot list " + count + " crystals; ask for 0 or more");
        }
        Set<Protostructure> shown = new HashSet<>();
        return run().map(state::best).orElse(List.of()).stream()
                .sorted(Comparator.comparingDouble(Scored::getEnergyAboveHullEvPerAtom)
                        .thenComparing(BestCrystal::idText))
                .filter(scored -> shown.add(
                        CrystalRecords.protostructure(scored.getCandidate().getCrystal())))
                .limit(count)
                .map(BestCrystal::of)
                .toList();
    }

    /** Returns one of the best crystals or of the discoveries, by the text of its id. */
    public Optional<Scored> crystal(String id) {
        return discovery(id).or(() -> run().map(state::best).orElse(List.of()).stream()
                .filter(scored -> BestCrystal.idText(scored).equals(id))
                .findFirst());
    }

    /** Returns one of the discoveries, by the text of its id. */
    public Optional<Scored> discovery(String id) {
        return CandidateIds.parse(id)
                .flatMap(state.discoveries()::find)
                .flatMap(state::discovery)
                .filter(scored -> BestCrystal.idText(scored).equals(id));
    }

    /** Returns all runs, the newest first. */
    public List<RunRow> runs() {
        Map<String, Run> records = state.runs();
        Map<String, RunTotals> totals = state.totals();
        return known(totals, records).stream()
                .map(run -> RunRow.of(
                        run,
                        Optional.ofNullable(records.get(run)),
                        totals.getOrDefault(run, RunTotals.EMPTY)))
                .sorted(RunRow.NEWEST_FIRST)
                .toList();
    }
}
