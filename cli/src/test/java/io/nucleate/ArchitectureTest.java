package io.nucleate;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds the rules of ARCHITECTURE.md; each message says what to do instead. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.nucleate");

    private static final String[] SHELL = {
        "org.apache.kafka..",
        "io.quarkus..",
        "jakarta..",
        "org.eclipse.microprofile..",
        "io.micrometer.."
    };

    /** The modules from the ground up, each with those that it may use. */
    private enum Module {
        CRYSTAL("symmetry and files are for everyone; put what needs more into the module above"),
        TENSORS("it knows arrays and devices only; put what knows crystals into policy or energy"),
        BROKER("it runs any Kafka; put what knows our topics into schemas"),
        SCHEMAS(
                "records are for every service; put what computes with them into the service",
                CRYSTAL),
        POLICY(
                "sampling must run without Kafka; put what talks to topics into generator or learner",
                CRYSTAL,
                TENSORS),
        ENERGY(
                "energies must be had without Kafka; put gates and rewards into reward, topics into scorer",
                CRYSTAL,
                TENSORS),
        EVALUATION(
                "it judges crystals whoever made them; hand in the crystals from the verb",
                CRYSTAL,
                ENERGY),
        REWARD(
                "what a crystal is worth follows from its energetics; put records into scorer",
                CRYSTAL,
                ENERGY,
                EVALUATION),
        GENERATOR(
                "services meet on topics only; put what two of them share into policy or schemas",
                CRYSTAL,
                TENSORS,
                POLICY,
                ENERGY,
                SCHEMAS),
        SCORER(
                "services meet on topics only; put what two of them share into energy or schemas",
                CRYSTAL,
                TENSORS,
                ENERGY,
                EVALUATION,
                REWARD,
                SCHEMAS),
        LEARNER(
                "services meet on topics only; put what two of them share into policy or schemas",
                CRYSTAL,
                TENSORS,
                POLICY,
                SCHEMAS),
        DASHBOARD(
                "it shows what stands on the topics; put what computes into energy",
                CRYSTAL,
                POLICY,
                ENERGY,
                EVALUATION,
                REWARD,
                SCHEMAS),
        LOCAL(
                "it starts services as processes and reads topics; it must not call their classes",
                CRYSTAL,
                ENERGY,
                SCHEMAS,
                BROKER),
        CLI(
                "verbs are at the top; nothing may use them",
                CRYSTAL,
                TENSORS,
                BROKER,
                SCHEMAS,
                POLICY,
                ENERGY,
                EVALUATION,
                REWARD,
                GENERATOR,
                SCORER,
                LEARNER,
                LOCAL);

        private final String instead;
        private final Set<Module> mayUse;

        Module(String instead, Module... mayUse) {
            this.instead = instead;
            this.mayUse = Set.of(mayUse);
        }

        String packages() {
            return "io.nucleate." + name().toLowerCase(Locale.ROOT) + "..";
        }

        String[] forbidden() {
            return Arrays.stream(values())
                    .filter(module -> module != this && !mayUse.contains(module))
                    .map(Module::packages)
                    .toArray(String[]::new);
        }
    }

    @ParameterizedTest
    @EnumSource
    void modulesUseOnlyThoseBelow(Module module) {
        noClasses()
                .that()
                .resideInAPackage(module.packages())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(module.forbidden())
                .because(module.instead)
                .check(CLASSES);
    }

    @Test
    void everyModuleIsInTheOrder() {
        Set<String> modules = CLASSES.stream()
                .map(type -> type.getPackageName().split("\\.")[2])
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(modules)
                .as("modules with classes; add a new one to the order, with what it may use")
                .containsExactlyInAnyOrderElementsOf(Stream.of(Module.values())
                        .map(module -> module.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    /** Inside energy: potentials; then relaxation, hull and property; on top the calculator. */
    @Test
    void energyIsBuiltFromPotentialsUp() {
        String potential = "io.nucleate.energy.potential..";
        List<String> middle = List.of(
                "io.nucleate.energy.relaxation..",
                "io.nucleate.energy.hull..",
                "io.nucleate.energy.property..");
        noClasses()
                .that()
                .resideInAPackage(potential)
                .should()
                .dependOnClassesThat(describe(
                        "stand above the potentials",
                        type -> type.getPackageName().startsWith("io.nucleate.energy")
                                && !type.getPackageName()
                                        .startsWith("io.nucleate.energy.potential")))
                .because("a potential knows structures only; put what relaxes, compares with a hull"
                        + " or estimates properties beside it")
                .check(CLASSES);
        for (String one : middle) {
            noClasses()
                    .that()
                    .resideInAPackage(one)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(Stream.concat(
                                    middle.stream().filter(other -> !other.equals(one)),
                                    Stream.of("io.nucleate.energy"))
                            .toArray(String[]::new))
                    .because("relaxation, hull and property do not know one another;"
                            + " EnergyCalculator joins them")
                    .check(CLASSES);
        }
    }

    @Test
    void theDashboardKnowsOfEnergyTheHullAlone() {
        noClasses()
                .that()
                .resideInAPackage(Module.DASHBOARD.packages())
                .should()
                .dependOnClassesThat(describe(
                        "compute energies",
                        type -> type.getPackageName().startsWith("io.nucleate.energy")
                                && !type.getPackageName().startsWith("io.nucleate.energy.hull")))
                .because("its process has no networks, which its pom leaves out;"
                        + " have a scorer put the number on a topic")
                .check(CLASSES);
    }

    @Test
    void computationKnowsNeitherStreamsNorServices() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.nucleate.crystal..",
                        "io.nucleate.tensors..",
                        "io.nucleate.policy..",
                        "io.nucleate.energy..",
                        "io.nucleate.evaluation..",
                        "io.nucleate.scorer",
                        "io.nucleate.reward..",
                        "io.nucleate.learner.optimization..",
                        "io.nucleate.learner.pretraining..",
                        "io.nucleate.learner.reinforcement..",
                        "io.nucleate.dashboard.view..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SHELL)
                .because("it must run offline and in tests; hand in what it needs,"
                        + " and put the rest into the module's service package")
                .check(CLASSES);
    }

    @Test
    void crystalsKnowNoNetworks() {
        noClasses()
                .that()
                .resideInAnyPackage("io.nucleate.crystal..", "io.nucleate.evaluation..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .because("they are for everyone; put what needs tensors into policy or energy")
                .check(CLASSES);
    }

    @Test
    void servicesAloneKnowQuarkus() {
        classes()
                .that(describe("use Quarkus", type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(use ->
                                use.getTargetClass().getPackageName().startsWith("io.quarkus"))))
                .should()
                .resideInAnyPackage(
                        "io.nucleate.generator..",
                        "io.nucleate.scorer.service..",
                        "io.nucleate.learner.service..",
                        "io.nucleate.dashboard..")
                .because("the command line runs without Quarkus, whose jars it does not carry;"
                        + " put what needs it into a service package")
                .check(CLASSES);
    }

    @Test
    void statisticsOfARunKnowNoConsumer() {
        noClasses()
                .that()
                .haveSimpleNameStartingWith("RunStatistics")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .because("they are tested with records in any order; RunMonitor does the reading")
                .check(CLASSES);
    }

    @Test
    void modulesFormNoCycles() {
        slices().matching("io.nucleate.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
