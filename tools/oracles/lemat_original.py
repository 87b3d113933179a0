"""The validity of a checkout of the repository LeMaterial/lemat-genbench on GitHub."""

import pathlib
import sys
import types

CHARGE_MAX = 0.1  # as in its configuration


def metrics(checkout):
    """Its metrics of charge, distances and plausibility."""
    # The packages themselves would import every potential and every data set.
    for name in ("lemat_genbench", "lemat_genbench.data", "lemat_genbench.metrics"):
        package = types.ModuleType(name)
        package.__path__ = [str(pathlib.Path(checkout) / "src" / name.replace(".", "/"))]
        sys.modules[name] = package
    from lemat_genbench.metrics import validity_metrics as original

    return (
        original.ChargeNeutralityMetric(),
        original.MinimumInteratomicDistanceMetric(),
        original.PhysicalPlausibilityMetric(),
    )


def verdict(metrics, primitive, conventional):
    """Its verdicts on a structure.

    Charges do not depend on the cell, and are quicker in a small one.
    """
    charge, distance, plausible = metrics

    def value(metric, cell):
        return metric.compute_structure(cell, **metric._get_compute_attributes())

    try:
        balanced = value(charge, primitive) <= CHARGE_MAX
    except Exception:  # as its OverallValidityMetric does
        balanced = False
    return {
        "charge_balanced": balanced,
        "distances": value(distance, conventional) == 1,
        "plausible": value(plausible, conventional) == 1,
    }
