"""Writes powder patterns of pymatgen's XRDCalculator, with which PowderPatternTest compares ours.

From the repository's root, MATERIALS being a (gzipped) file of crystal lines:

    python3 -m venv target/oracles
    target/oracles/bin/pip install pymatgen==2026.10.24 xraydb==4.5.8
    target/oracles/bin/python tools/oracles/write_diffraction.py MATERIALS \
        | gzip -9n > crystal/src/test/resources/io/nucleate/crystal/diffraction/patterns.jsonl.gz

Takes the smallest crystal of each of 40 space groups all over the table, and writes a line for
each: the crystal, the radiation, and the peaks up to 90 degrees as [2 theta, d, intensity in
percent with pymatgen's scattering factors, and with those of our table]. Its factors follow from
fits to those of electrons (Mott-Bethe); ours are fits to those of X-rays.
"""

import gzip
import json
import pathlib
import re
import sys

import numpy as np
from pymatgen.analysis.diffraction import xrd
from pymatgen.core import Lattice, Structure

ROOT = pathlib.Path(__file__).parents[2]
RESOURCES = ROOT / "crystal/src/main/resources/io/nucleate/crystal"
RADIATIONS = ["CuKa", "CuKa1", "MoKa", "CoKa"]
GROUPS = 40
PERCENT_MIN = 0.1


def wyckoff_positions():
    """Operations by group and letter."""
    table = {}
    for line in (RESOURCES / "wyckoff-positions.txt").read_text().splitlines():
        words = line.split(" ")
        if words[0] == "group":
            group = int(words[1])
        elif words[0] != "#":
            table[group, words[0]] = words[2].split(";")
    return table


def structure(crystal, positions):
    species, coordinates = [], []
    for site in crystal["sites"]:
        x, y, z = site["xyz"]
        for operation in positions[crystal["space_group"], site["wyckoff"]]:
            terms = re.sub(r"(\d)([xyz])", r"\1*\2", operation)
            coordinates.append(eval(terms, {"x": x, "y": y, "z": z}))
            species.append(site["element"])
    return Structure(Lattice.from_parameters(*crystal["lattice"]), species, coordinates)


def mott_bethe(a, b):
    """Our factors in pymatgen's form, Z - 41.78214 s² Σ A exp(-B s²), with as many terms as needed.

    Z is c + Σ a, and a (1 - exp(-b s²))/s² the integral of a exp(-t s²) over t from 0 to b, which
    is a sum by Gauss.
    """
    nodes, weights = np.polynomial.legendre.leggauss(30)
    return [
        (a_i * b_i / 2 * w / 41.78214, b_i / 2 * (1 + t))
        for a_i, b_i in zip(a, b)
        for t, w in zip(nodes, weights)
    ]


def our_factors():
    factors = {}
    for line in (RESOURCES / "diffraction/scattering-factors.txt").read_text().splitlines():
        if not line.startswith("#"):
            element, *numbers = line.split(" ")
            _, *rest = map(float, numbers)
            factors[element] = mott_bethe(rest[:5], rest[5:])
    return factors


def peaks(calculator, crystal):
    pattern = calculator.get_pattern(crystal)
    return pattern.x, pattern.d_hkls, pattern.y


def smallest_of_each_group(path):
    smallest = {}
    with gzip.open(path, "rt") as lines:
        for line in lines:
            crystal = json.loads(line)
            elements = {site["element"] for site in crystal["sites"]}
            key = (crystal["n_atoms"], -len(elements), crystal["material_id"])
            group = crystal["space_group"]
            if group not in smallest or key < smallest[group][0]:
                smallest[group] = key, crystal
    groups = sorted(smallest)
    step = (len(groups) - 1) / (GROUPS - 1)
    return [smallest[groups[round(i * step)]][1] for i in range(GROUPS)]


def main(path):
    positions, ours, theirs = wyckoff_positions(), our_factors(), xrd.ATOMIC_SCATTERING_PARAMS
    for number, crystal in enumerate(smallest_of_each_group(path)):
        radiation = RADIATIONS[number % len(RADIATIONS)]
        calculator = xrd.XRDCalculator(radiation)
        expanded = structure(crystal, positions)
        xrd.ATOMIC_SCATTERING_PARAMS = theirs
        angles, spacings, intensities = peaks(calculator, expanded)
        xrd.ATOMIC_SCATTERING_PARAMS = ours
        again, _, same_factors = peaks(calculator, expanded)
        by_angle = dict(zip(np.round(again, 5), same_factors))
        line = {
            "name": f"{crystal['material_id']} {crystal['formula']}",
            "radiation": radiation,
            **{key: crystal[key] for key in ("space_group", "lattice")},
            "sites": [
                {key: site[key] for key in ("element", "wyckoff", "xyz")}
                for site in crystal["sites"]
            ],
            "peaks": [
                [round(x, 5), round(d, 5), round(y, 3), round(by_angle.get(round(x, 5), 0), 3)]
                for x, d, y in zip(angles, spacings, intensities)
                if y > PERCENT_MIN
            ],
        }
        print(json.dumps(line, separators=(",", ":")))


if __name__ == "__main__":
    main(*sys.argv[1:])
