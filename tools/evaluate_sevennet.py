"""Evaluates structures with a SevenNet in Python, to compare Nucleate's results with.

    python tools/evaluate_sevennet.py chgnet-0.3.0.jsonl --keep 12 > sevennet-0.jsonl

Reads structure lines (lattice_vectors, elements, frac) and writes them with energy_ev_per_atom,
forces_ev_per_angstrom and stress_gpa, from ASE's calculator of the sevenn package. The fixtures of
SevenNetTest and SevenNetL3i5Test are its output.
"""

import argparse
import json

import ase
import torch
from sevenn.calculator import SevenNetCalculator

GPA_PER_EV_PER_CUBIC_ANGSTROM = 160.2176634


def evaluate(calculator, line: dict) -> dict:
    atoms = ase.Atoms(
        line["elements"], cell=line["lattice_vectors"], scaled_positions=line["frac"], pbc=True
    )
    atoms.calc = calculator
    stress = atoms.get_stress(voigt=False) * GPA_PER_EV_PER_CUBIC_ANGSTROM
    keys = ("material_id", "kind", "elements", "lattice_vectors", "frac")
    return {key: line[key] for key in keys if key in line} | {
        "energy_ev_per_atom": round(atoms.get_potential_energy() / len(atoms), 7),
        "forces_ev_per_angstrom": [[round(float(x), 6) for x in row] for row in atoms.get_forces()],
        "stress_gpa": [[round(float(x), 5) for x in row] for row in stress],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--model", default="7net-0")
    parser.add_argument(
        "--keep", type=int, help="this many, evenly spread, of those with at most 20 atoms"
    )
    options = parser.parse_args()
    torch.set_num_threads(1)
    calculator = SevenNetCalculator(options.model, device="cpu")
    with open(options.file) as file:
        lines = [json.loads(line) for line in file]
    if options.keep:
        small = [line for line in lines if len(line["elements"]) <= 20]
        lines = [small[i * len(small) // options.keep] for i in range(options.keep)]
    for line in lines:
        print(json.dumps(evaluate(calculator, line), separators=(",", ":")))


if __name__ == "__main__":
    main()
