"""Writes facets of pymatgen's PhaseDiagram, with which PhaseDiagramTest compares ours.

From the repository's root:

    python3 -m venv target/oracles
    target/oracles/bin/pip install pymatgen==2026.10.24
    cd energy/src/test/resources/io/nucleate/energy/hull
    ROOT/target/oracles/bin/python ROOT/tools/oracles/write_phase_diagrams.py \
        phases.csv.gz hull.json > phase-diagrams.json

Takes the phases of phases.csv.gz in each chemical system of hull.json with two to four elements,
and the pure elements at 0 eV per atom. Writes a list of systems: elements, facets by reduced
formulas, and the energy above the hull of the lowest phase of each composition.
"""

import csv
import gzip
import json
import sys

from pymatgen.analysis.phase_diagram import PDEntry, PhaseDiagram
from pymatgen.core import Composition


def entries(elements, phases):
    yield from (PDEntry(element, 0) for element in elements)
    for formula, energy in phases:
        composition = Composition(formula)
        if {element.symbol for element in composition.elements} <= set(elements):
            yield PDEntry(composition, energy * composition.num_atoms)


def name(entry):
    """Elements alphabetically, so that nobody's order of elements matters."""
    amounts = entry.composition.get_integer_formula_and_factor()[0]
    return Composition(amounts).alphabetical_formula.replace(" ", "")


def system(elements, phases):
    diagram = PhaseDiagram(list(entries(elements, phases)))
    lowest = {}
    for entry in diagram.all_entries:
        above = diagram.get_e_above_hull(entry)
        lowest[name(entry)] = min(above, lowest.get(name(entry), above))
    facets = [sorted(name(diagram.qhull_entries[i]) for i in facet) for facet in diagram.facets]
    return {
        "elements": elements,
        "facets": sorted(facets),
        "energy_above_hull_ev_per_atom": {key: round(lowest[key], 9) for key in sorted(lowest)},
    }


def main(phases, systems):
    with gzip.open(phases, "rt") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        table = [(row["formula"], float(row["formation_energy_ev_per_atom"])) for row in rows]
    with open(systems) as file:
        wanted = [one["elements"] for one in json.load(file) if 2 <= len(one["elements"]) <= 4]
    print(json.dumps([system(elements, table) for elements in wanted], separators=(",", ":")))


if __name__ == "__main__":
    main(*sys.argv[1:])
