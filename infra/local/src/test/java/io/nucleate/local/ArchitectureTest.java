package io.nucleate.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What computes knows nothing of how it is run; see ARCHITECTURE.md. */
@AnalyzeClasses(packages = "io.nucleate", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] SHELL = {
        "org.apache.kafka..", "io.quarkus..", "jakarta..", "org.eclipse.microprofile..", "io.micrometer.."
    };

    private static final String[] PURE = {
        "io.nucleate.crystal..",
        "io.nucleate.tensors..",
        "io.nucleate.policy..",
        "io.nucleate.scorer",
        "io.nucleate.scorer.hull..",
        "io.nucleate.scorer.potential..",
        "io.nucleate.scorer.price..",
        "io.nucleate.scorer.reward..",
        "io.nucleate.learner.optimization..",
        "io.nucleate.learner.pretraining..",
        "io.nucleate.learner.reinforcement..",
        "io.nucleate.dashboard.view.."
    };

    @ArchTest
    static final ArchRule computationKnowsNoShell = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SHELL)
            .because("a hull, a sampling step or an advantage is tested without a broker: hand in what it needs as an"
                    + " argument, and keep threads, offsets and settings in the service package");

    @ArchTest
    static final ArchRule crystalsKnowNoTensors = noClasses()
            .that()
            .resideInAPackage("io.nucleate.crystal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl..", "io.nucleate.tensors..", "io.nucleate.schemas..")
            .because("crystallography has no opinion on networks or wire formats; put what needs them beside its user");
}
