package io.nucleate.evaluation;

import io.nucleate.crystal.Material;
import io.nucleate.crystal.Result;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.potential.RequestedQuantities;

import java.util.List;

/** Computes the energetics of materials: as they were submitted, or relaxed. */
public interface EnergyMethod {
    /** Computes the energetics of the materials as they were submitted. */
    EnergyMethod AS_SUBMITTED = new EnergyMethod() {
        @Override
        public boolean relaxes() {
            return false;
        }

        @Override
        public List<Result<Energetics>> energetics(
                EnergyCalculator calculator, List<Material> materials) {
            return calculator.evaluate(
                    materials.stream().map(Material::structure).toList(),
                    RequestedQuantities.ENERGY);
        }
    };

    /** Tells whether the energetics are those of relaxed materials. */
    boolean relaxes();

    /** Returns one result for each material, in their order. */
    List<Result<Energetics>> energetics(EnergyCalculator calculator, List<Material> materials);
}
