"""Judges compositions by SMACT, for CompositionalValidityTest.

    python3 -m venv target/oracles
    target/oracles/bin/pip install smact==4.0.2
    target/oracles/bin/python tools/oracles/smact_validity.py MATERIALS 400 \
        > evaluation/src/test/resources/io/nucleate/evaluation/smact-validity.csv

MATERIALS is a gzipped file of JSON lines with formulas. As many compositions again are made up by
giving the elements of these materials other amounts, so that a good part of them is not valid.
Elements without a Pauling electronegativity in SMACT are left out: CDVAE lets them pass, SMACT
itself no longer does.
"""

import gzip
import importlib.metadata
import json
import random
import sys

import smact
from pymatgen.core import Composition
from smact.screening import smact_validity

chance = random.Random(1)
with gzip.open(sys.argv[1], "rt") as lines:
    sample = chance.sample([json.loads(line)["formula"] for line in lines], int(sys.argv[2]))
formulas = set(sample)
for formula in sample:
    elements = [str(element) for element in Composition(formula)] + [
        chance.choice("F O S N P C H Fe Cu Sn".split())
    ]
    formulas.add("".join(f"{element}{chance.randint(1, 4)}" for element in dict.fromkeys(elements)))

version = importlib.metadata.version("smact")
print(f"# smact_validity of SMACT {version} with its oxidation states of 2014;")
print(
    "# compositions of the Materials Project (CC BY 4.0) and made-up ones,"
    " by tools/oracles/smact_validity.py"
)
for formula in sorted(formulas):
    composition = Composition(formula)
    if all(smact.Element(str(element)).pauling_eneg is not None for element in composition):
        print(
            f"{formula},{str(smact_validity(composition, oxidation_states_set='smact14')).lower()}"
        )
