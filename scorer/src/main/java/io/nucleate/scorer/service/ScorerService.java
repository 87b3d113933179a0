package io.nucleate.scorer.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.nucleate.crystal.Metastability;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.Judge;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.ElementalReferences;
import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.hull.HullReference;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Potentials;
import io.nucleate.energy.property.PropertyModels;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.LoopThread;
import io.nucleate.schemas.RunFollower;
import io.nucleate.scorer.CrystalScorer;
import io.nucleate.scorer.KnownCrystals;
import io.nucleate.tensors.Devices;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Runs {@link Scoring} until the process ends. If scoring fails, the process ends too. */
@ApplicationScoped
public class ScorerService {
    private static final Logger LOG = Logger.getLogger(ScorerService.class);

    /** Time to wait for the end of scoring, longer than usual batches take. */
    private static final Duration STOP_MAX = Duration.ofSeconds(10);

    private final ScorerSettings settings;
    private final MeterRegistry registry;

    @ConfigProperty(name = "nucleate.kafka.bootstrap-servers")
    String bootstrapServers;

    @ConfigProperty(name = "nucleate.name")
    String name;

    @ConfigProperty(name = "nucleate.device")
    String device;

    /** Hull that phases join; null if none may. */
    private LivingHull livingHull;

    /** Judges the candidates that are audited. */
    private Optional<Judge> auditingJudge = Optional.empty();

    private Scoring scoring;

    /** What the runs ask. */
    private RunObjectives objectives;

    private LoopThread thread;

    ScorerService(ScorerSettings settings, MeterRegistry registry) {
        this.settings = settings;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) throws IOException {
        KafkaSettings kafka = new KafkaSettings(bootstrapServers);
        ConvexHull table = new ConvexHull(HullReference.named(settings.hullReference()));
        EnergyCalculator calculator = calculator(kafka, table);
        KnownCrystals known = KnownCrystals.shipped();
        CrystalScorer scorer = scorer(calculator, table).withKnown(known);
        auditingJudge = auditingJudge(scorer, table);
        objectives = new RunObjectives(
                new RunFollower(kafka, name), scorer, table.reference().identity());
        scoring = new Scoring(
                kafka,
                name,
                new Scoring.Tools(
                        scorer,
                        // The potential is that of the scorer: one thread uses both.
                        auditingJudge.map(judge ->
                                new CrystalScorer(calculator.withoutProperties()).withJudge(judge)),
                        known,
                        livingHull == null ? Discoveries.NONE : livingHull),
                objectives,
                new Scoring.Limits(settings.batchSize(), settings.deadline()),
                registry);
        thread = LoopThread.start("scorer", () -> run(scorer), scoring::stop, failure -> {
            // The process that watches this one starts another. The candidates in hand go back to
            // the group.
            LOG.error("scoring cannot go on", failure);
            Quarkus.asyncExit(1);
        });
    }

    private EnergyCalculator calculator(KafkaSettings kafka, ConvexHull table) throws IOException {
        Potential potential = potential(settings.potential(), table);
        ElementalReferences references =
                ElementalReferences.of(potential, settings.elementalReferences());
        Supplier<ConvexHull> hull = () -> table;
        if (settings.livingHull()) {
            livingHull =
                    new LivingHull(kafka, name, table, joiningRule(references), potential.name());
            hull = livingHull;
        }
        LOG.infof(
                "%s scores with %s over %s",
                name, potential.name(), hull.get().reference().identity());
        return new EnergyCalculator(potential, references, hull)
                .withProperties(readouts(potential));
    }

    private CrystalScorer scorer(EnergyCalculator calculator, ConvexHull table) throws IOException {
        CrystalScorer scorer = new CrystalScorer(calculator);
        ScorerSettings.JudgeSettings judge = settings.judge();
        return judge.potential().isEmpty()
                ? scorer
                : scorer.withJudge(judge(
                        judge.potential().get(),
                        judge.elementalReferences(),
                        judge.energyAboveHullMaxEvPerAtom(),
                        table));
    }

    private Optional<Judge> auditingJudge(CrystalScorer scorer, ConvexHull table)
            throws IOException {
        List<String> paying = Stream.concat(Stream.of(scorer.potential()), scorer.judge().stream())
                .toList();
        Optional<String> auditing = AuditPotential.of(settings.auditPotential(), paying);
        return auditing.isEmpty()
                ? Optional.empty()
                : Optional.of(judge(
                        auditing.get(),
                        Optional.empty(),
                        Metastability.ENERGY_ABOVE_HULL_MAX_EV_PER_ATOM,
                        table));
    }

    /** Loads a potential. Writes a warning to the log if it does not belong to the hull. */
    private Potential potential(String potential, ConvexHull hull) throws IOException {
        Potential loaded = Potentials.load(potential, device);
        hull.reference().origin().objection(loaded.name()).ifPresent(LOG::warn);
        return loaded;
    }

    private Judge judge(
            String name,
            Optional<String> elementalReferences,
            double energyAboveHullMaxEvPerAtom,
            ConvexHull table)
            throws IOException {
        Potential potential = potential(name, table);
        LOG.infof(
                "%s judges what lies below %g eV/atom",
                potential.name(), energyAboveHullMaxEvPerAtom);
        return new Judge(
                potential,
                ElementalReferences.of(potential, elementalReferences),
                energyAboveHullMaxEvPerAtom);
    }

    private JoiningRule joiningRule(ElementalReferences references) {
        return new JoiningRule(
                settings.livingHullBelowEvPerAtom(),
                HullGuards.DEFAULT,
                settings.judge().potential().isPresent(),
                references.name());
    }

    private void close(CrystalScorer scorer) {
        scorer.close();
        auditingJudge.ifPresent(Judge::close);
        objectives.close();
        if (livingHull != null) {
            livingHull.close();
        }
    }

    private PropertyModels readouts(Potential potential) throws IOException {
        List<Path> files =
                settings.readouts().orElse(List.of()).stream().map(Path::of).toList();
        return PropertyModels.available(files, potential.name(), Devices.of(device));
    }

    private void run(CrystalScorer scorer) {
        try {
            scoring.run();
        } catch (HungPotentialException e) {
            // No orderly end: closing would wait for the potential too.
            LOG.fatal("scoring cannot go on in this process", e);
            Runtime.getRuntime().halt(1);
        } finally {
            close(scorer);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        if (thread != null) {
            thread.stop(STOP_MAX);
        }
    }

    /** Returns the time since the last turn of the lane that is behind. */
    Duration silence() {
        return scoring.silence();
    }

    /** Returns the time after which a call of the potential is taken to hang. */
    Duration deadline() {
        return settings.deadline();
    }

    /** Returns why no candidates are taken though scoring goes on; empty while they are. */
    Optional<String> standing() {
        return scoring.standing();
    }

    /** Tells whether scoring goes on. */
    boolean isScoring() {
        return thread != null && thread.isAlive();
    }
}
