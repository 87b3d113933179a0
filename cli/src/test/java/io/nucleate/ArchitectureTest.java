package io.nucleate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

/** What computes knows nothing of how it is run; see ARCHITECTURE.md. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.nucleate");

    private static final String[] SHELL = {
        "org.apache.kafka..",
        "io.quarkus..",
        "jakarta..",
        "org.eclipse.microprofile..",
        "io.micrometer.."
    };

    @Test
    void computationKnowsNeitherStreamsNorServices() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.nucleate.crystal..",
                        "io.nucleate.tensors..",
                        "io.nucleate.policy..",
                        "io.nucleate.scorer",
                        "io.nucleate.energy.hull..",
                        "io.nucleate.energy.potential..",
                        "io.nucleate.energy..",
                        "io.nucleate.energy.property..",
                        "io.nucleate.energy.relaxation..",
                        "io.nucleate.scorer.reward..",
                        "io.nucleate.learner.optimization..",
                        "io.nucleate.learner.pretraining..",
                        "io.nucleate.learner.reinforcement..",
                        "io.nucleate.dashboard.view..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SHELL)
                .because("it must run offline and in tests; hand in what it needs, and put the"
                        + " rest into the module's service package")
                .check(CLASSES);
    }

    @Test
    void crystalsKnowNoNetworks() {
        noClasses()
                .that()
                .resideInAPackage("io.nucleate.crystal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl..", "io.nucleate.tensors..", "io.nucleate.schemas..")
                .because("symmetry and files are for everyone; put what needs tensors into policy"
                        + " or scorer")
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
