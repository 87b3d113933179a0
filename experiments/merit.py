"""The figure of merit, dielectric constant times band gap, of what Study.scored returns."""

import math

from measures import table

ENERGY = "energy_above_hull_ev_per_atom"
METASTABLE_EV_PER_ATOM = 0.1
# Below it the potential says no gap: the readouts' mean error is 0.17 eV.
GAP_MIN_EV = 0.2


def priced(line):
    """Whether a crystal has an energy that need not be doubted."""
    warnings = line.get("warnings", [])
    return "error" not in line and not any(it.startswith("implausible") for it in warnings)


def metastable(line):
    return priced(line) and line[ENERGY] < METASTABLE_EV_PER_ATOM


def confirmed(line):
    return line.get("judge_energy_above_hull_ev_per_atom", math.inf) < METASTABLE_EV_PER_ATOM


def has_gap(line):
    return line["band_gap_ev"] > GAP_MIN_EV


def merit(line):
    """Returns electronic dielectric constant times band gap, in eV."""
    return max(line["band_gap_ev"], 0) * line["dielectric_electronic"]


def merit_deviation(line):
    """Returns the standard deviation of the merit, in eV, as if both errors were independent."""
    return math.hypot(
        line["band_gap_uncertainty_ev"] * line["dielectric_electronic"],
        line["band_gap_ev"] * line["dielectric_electronic_uncertainty"],
    )


def known_composition(line):
    """Whether the hull has a phase of this composition, and so decomposes it to itself."""
    return len(line["decomposition"]) == 1


def novel(line):
    return line["verdict"]["novel"] is True


def best(crystals, count):
    """Returns the metastable crystals with the highest merit, each formula once in a group."""
    return first_of_each(sorted(filter(metastable, crystals), key=merit, reverse=True))[:count]


def best_by_energy(crystals, count):
    """Returns the crystals of lowest energy by the worse of the two potentials, each once."""
    judged = (line for line in crystals if metastable(line) and confirmed(line))
    return first_of_each(sorted(judged, key=worse_energy))[:count]


def worse_energy(line):
    return max(line[ENERGY], line["judge_energy_above_hull_ev_per_atom"])


def first_of_each(crystals):
    """Returns the first crystal of each formula and space group."""
    kinds = {}
    for line in crystals:
        kinds.setdefault((line["formula"], line["verdict"]["space_group"]), line)
    return list(kinds.values())


def plus_minus(value, deviation):
    return lambda line: f"{line[value]:.2f} ± {line[deviation]:.2f}"


def judge(line):
    energy = line.get("judge_energy_above_hull_ev_per_atom")
    return "–" if energy is None else f"{energy:.3f}"


def products(line):
    shares = line["decomposition"].items()
    return " + ".join(f"{share:.2f} {product}" for product, share in shares)


WHAT = {
    "formula": lambda line: line["formula"],
    "group": lambda line: line["verdict"]["space_group"],
}
MERIT = {
    "ε × gap, eV": lambda line: f"{merit(line):.1f} ± {merit_deviation(line):.1f}",
    "ε": plus_minus("dielectric_electronic", "dielectric_electronic_uncertainty"),
    "gap, eV": plus_minus("band_gap_ev", "band_gap_uncertainty_ev"),
}
STABILITY = {
    "E_hull, eV/atom": lambda line: f"{line[ENERGY]:.3f}",
    "judge": judge,
    "phases": lambda line: line["reference_phases"],
    "decomposes to": products,
    "known as": lambda line: line["verdict"]["known"] or "",
}


def listed(crystals, columns):
    """Returns a table with a row for each crystal: columns has what each column says of it."""
    rows = [
        [number, *(says(line) for says in columns.values())]
        for number, line in enumerate(crystals, 1)
    ]
    return table(["", *columns], rows)
