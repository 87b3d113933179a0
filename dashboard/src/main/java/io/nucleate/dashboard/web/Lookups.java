package io.nucleate.dashboard.web;

import io.nucleate.crystal.substitution.ElementLikeness;
import io.nucleate.energy.hull.HullReference;
import io.nucleate.energy.hull.KnownPhases;
import io.nucleate.evaluation.MaterialIndex;
import io.nucleate.evaluation.NearestMaterials;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import java.util.function.Supplier;

/**
 * What is known of materials, read when it is first asked for: the service starts without, and who
 * never opens a crystal does not pay for it.
 */
@Singleton
class Lookups {
    private final Supplier<KnownPhases> phases;
    private final Supplier<NearestMaterials> materials =
            once(() -> new NearestMaterials(MaterialIndex.shipped(), ElementLikeness.shipped()));

    /** @param hull {@code shipped}, or a file, as {@link HullReference#named} takes it */
    Lookups(@ConfigProperty(name = "nucleate.dashboard.hull-reference") String hull) {
        phases = once(() -> KnownPhases.named(hull));
    }

    KnownPhases phases() {
        return phases.get();
    }

    NearestMaterials materials() {
        return materials.get();
    }

    private static <T> Supplier<T> once(Supplier<T> maker) {
        return new Supplier<>() {
            private T made;

            @Override
            public synchronized T get() {
                if (made == null) {
                    made = maker.get();
                }
                return made;
            }
        };
    }
}
