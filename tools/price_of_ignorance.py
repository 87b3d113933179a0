"""Measures how much lower a hull of which a quarter of the phases was left out lies when complete.

    python3 -m venv target/tables
    target/tables/bin/pip install numpy==2.4.6 scipy==1.17.1 fastavro==1.13.1
    ./nucleate generate -n 4000 --seed 43 --temperature 1 --without radioactive \
        --format structure -o target/structures.jsonl
    target/tables/bin/python tools/price_of_ignorance.py target/structures.jsonl \
        > energy/src/main/resources/io/nucleate/energy/hull/price-of-ignorance.csv

The compositions are those of the shipped policy, the complete hull is the shipped reference. Each
phase is known with probability KNOWN, in each of ROUNDS rounds. Where s phases are known among k
elements, the complete hull lies lower than the known one by a mean and a standard deviation, which
are fitted by m (1 + s / (c (k - 1)^g))^-p, which falls with s and rises with k. What was measured
goes to stderr.

With scores of the same crystals, it compares rules by which a crystal counts as metastable:

    ./nucleate score target/structures.jsonl -o target/scored.jsonl
    target/tables/bin/python tools/price_of_ignorance.py target/structures.jsonl target/scored.jsonl
"""

import collections
import itertools
import json
import math
import pathlib
import re
import sys

import fastavro
import numpy as np
from scipy.optimize import linprog, minimize

HULL = "energy_above_hull_ev_per_atom"
KNOWN = 0.75
ROUNDS = 5
CELL_MIN = 20
SEED = 43
METASTABLE_EV_PER_ATOM = 0.1
ELEMENTS = range(2, 9)
PHASES = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)
BOUNDS = (0, 1, 3, 5, 9, 17, 33, 1000)
ROOT = pathlib.Path(__file__).parent.parent
REFERENCE = ROOT / "energy/src/main/resources/io/nucleate/energy/hull/materials-project-hull.avro"


def fractions(formula):
    amounts = collections.Counter()
    for element, amount in re.findall(r"([A-Z][a-z]?)([\d.]*)", formula):
        amounts[element] += float(amount or 1)
    total = sum(amounts.values())
    return {element: amount / total for element, amount in amounts.items()}


class Reference:
    """Phases below the elements, by chemical system."""

    def __init__(self, file):
        self.phases = []
        self.systems = collections.defaultdict(list)
        with file.open("rb") as stream:
            for row in fastavro.reader(stream):
                composition = fractions(row["formula"])
                if len(composition) > 1 and row["formationEnergyEvPerAtom"] < 0:
                    self.systems[frozenset(composition)].append(len(self.phases))
                    self.phases.append((composition, row["formationEnergyEvPerAtom"]))

    def inside(self, elements):
        subsets = (
            frozenset(subset)
            for size in range(2, len(elements) + 1)
            for subset in itertools.combinations(sorted(elements), size)
        )
        return [phase for subset in subsets for phase in self.systems.get(subset, [])]

    def height(self, composition, phases):
        """Formation energy of the best mixture of some phases and the elements."""
        if not phases:
            return 0.0
        elements = sorted(composition)
        matrix = [
            [self.phases[i][0].get(one, 0) for i in phases] + [one == other for other in elements]
            for one in elements
        ]
        energies = [self.phases[i][1] for i in phases] + [0] * len(elements)
        target = [composition[element] for element in elements]
        solution = linprog(energies, A_eq=np.array(matrix, float), b_eq=target, method="highs")
        if solution.status != 0:
            raise RuntimeError(f"no hull at {composition}: {solution.message}")
        return solution.fun


def measure(reference, compositions):
    """Number of elements, of known phases, and distance down to the complete hull, in rounds."""
    generator = np.random.default_rng(SEED)
    for composition in compositions:
        phases = reference.inside(composition)
        complete = reference.height(composition, phases)
        for _ in range(ROUNDS):
            known = [phase for phase in phases if generator.random() < KNOWN]
            same = len(known) == len(phases)
            lower = 0 if same else reference.height(composition, known) - complete
            yield len(composition), len(known), max(lower, 0)


def curve(parameters, phases, elements):
    height, scale, growth, power = np.exp(parameters)
    return height * (1 + phases / (scale * (elements - 1) ** growth)) ** -power


def fit(cells, statistic):
    """The curve nearest to a statistic of the cells, each by its number and its relative error."""
    large = {cell: values for cell, values in cells.items() if len(values) >= CELL_MIN}
    elements, phases = np.array(list(large)).T
    counts = np.array([len(values) for values in large.values()])
    observed = np.array([statistic(values) for values in large.values()])

    def deviance(parameters):
        expected = curve(parameters, phases, elements)
        return (counts * (np.log(expected) + observed / expected)).sum()

    return minimize(
        deviance,
        [-1, 0, 0, 1],
        method="Nelder-Mead",
        options={"maxiter": 20000, "maxfev": 20000, "xatol": 1e-7, "fatol": 1e-6},
    ).x


def report(rows, mean, spread):
    print("k  s  number  lower by  spread  fitted", file=sys.stderr)
    for k in sorted(set(rows[:, 0])):
        for low, high in itertools.pairwise(BOUNDS):
            cell = rows[(rows[:, 0] == k) & (rows[:, 1] >= low) & (rows[:, 1] < high)]
            if len(cell) >= CELL_MIN:
                fitted = [curve(f, cell[:, 1], k).mean() for f in (mean, spread)]
                print(
                    f"{k:.0f}  {low}-{high - 1}  {len(cell)}  {cell[:, 2].mean():.3f}"
                    f"  {cell[:, 2].std():.3f}  {fitted[0]:.3f} {fitted[1]:.3f}",
                    file=sys.stderr,
                )


def compare(rows, scored, mean, spread):
    """Of the crystals by which the hull was left incomplete: who is taken for metastable."""
    with open(scored) as lines:
        true = np.repeat([json.loads(line).get(HULL, math.nan) for line in lines], ROUNDS)
    scored_compounds = np.isfinite(true) & (rows[:, 0] > 1)
    k, s, lower = rows[scored_compounds].T
    true = true[scored_compounds]
    measured = true - lower
    good = true < METASTABLE_EV_PER_ATOM
    rules = {f"at least {bound} phases": np.where(s < bound, np.inf, 0) for bound in (0, 1, 4, 12)}
    for share in (0, 0.1, 0.25, 0.5):
        rules[f"mean + {share} spread"] = curve(mean, s, k) + share * curve(spread, s, k)
    print(f"{good.sum()} of {len(true)} are metastable; rule, kept, wrong", file=sys.stderr)
    for name, price in rules.items():
        taken = measured + price < METASTABLE_EV_PER_ATOM
        wrong = (taken & ~good).sum() / taken.sum()
        print(f"{name}: {taken[good].mean():.1%}, {wrong:.1%}", file=sys.stderr)


def main():
    reference = Reference(REFERENCE)
    with open(sys.argv[1]) as lines:
        atoms = [collections.Counter(json.loads(line)["elements"]) for line in lines]
    compositions = [
        {element: amount / one.total() for element, amount in one.items()} for one in atoms
    ]
    rows = np.array(list(measure(reference, compositions)))
    compounds = rows[rows[:, 0] > 1]
    cells = collections.defaultdict(list)
    for k, s, lower in compounds:
        cells[k, s].append(lower)
    mean, spread = fit(cells, np.mean), fit(cells, np.std)
    report(compounds, mean, spread)
    if len(sys.argv) > 2:
        compare(rows, sys.argv[2], mean, spread)
    print("# How much lower the complete hull lies where few phases are known: mean and standard")
    print(f"# deviation in eV/atom, by number of elements and of known phases. {KNOWN:.0%} of the")
    print("# phases of materials-project-hull.avro are known, drawn at random, at compositions")
    print("# of the shipped policy; by tools/price_of_ignorance.py, which says how. The mean is")
    print("# the price; the spread is for the reader.")
    print("# Derived from the Materials Project (CC BY 4.0), as that file says.")
    print("elements,phases,mean_ev_per_atom,spread_ev_per_atom")
    for k, s in itertools.product(ELEMENTS, PHASES):
        print(f"{k},{s},{curve(mean, s, k):.4f},{curve(spread, s, k):.4f}")


main()
