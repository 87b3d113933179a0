"""Writes the table by which LeMat-GenBench's rules judge charges and distances.

    python3 -m venv target/tables
    target/tables/bin/pip install pymatgen==2026.10.24 smact==4.0.2
    target/tables/bin/python tools/tables/generate_charge_balance.py LEMAT_GENBENCH \
        > evaluation/src/main/resources/io/nucleate/evaluation/charge-balance.txt

LEMAT_GENBENCH is a checkout of the repository LeMaterial/lemat-genbench on GitHub.
"""

import importlib.metadata
import json
import pathlib
import sys
import warnings

import smact
from pymatgen.core import Element
from pymatgen.core.bond_valence import BV_PARAMS, ICSD_BV_DATA, PRIOR_PROB

warnings.simplefilter("ignore")  # pymatgen on elements without an electronegativity

mapping = pathlib.Path(sys.argv[1]) / "data" / "lemat_icsd_oxi_state_mapping.json"
common = json.loads(mapping.read_text())


def numbers(values):
    return ",".join(format(value, "g") for value in values) or "-"


def species(element):
    """State, mean and deviation of the bond valence sum, and frequency, for each state."""
    found = [
        f"{ion.oxi_state:g}:{data['mean']:.6g}:{data['std']:.6g}:{PRIOR_PROB[ion]:.6g}"
        for ion, data in ICSD_BV_DATA.items()
        if ion.symbol == element.symbol and ion.oxi_state != 0 and data["std"] > 0
    ]
    return ";".join(found) or "-"


versions = [f"{name} {importlib.metadata.version(name)}" for name in ("pymatgen", "smact")]
print(f"# From {' and '.join(versions)} (MIT licence, see NOTICE), and the oxidation states of")
print("# LeMat-GenBench (Apache License 2.0); by tools/tables/generate_charge_balance.py")
print("# element, valence electrons, d block, radius in angstrom, electronegativity,")
print("# common states, all states, r and c of O'Keeffe and Brese,")
print("# state:mean:deviation:frequency of the bond valence sums in the ICSD")
for symbol in smact.ordered_elements(1, 103):
    element = Element(symbol)
    bond = BV_PARAMS.get(element)
    print(
        symbol,
        numbers([v for v in [smact.Element(symbol).num_valence_modified] if v is not None]),
        "d" if symbol in smact.d_block else "-",
        numbers([float(element.atomic_radius)] if element.atomic_radius else []),
        numbers([element.X] if element.X == element.X else []),
        numbers(common.get(symbol, [])),
        numbers(element.oxidation_states),
        numbers([bond["r"], bond["c"]] if bond else []),
        species(element) if bond else "-",
    )
