"""Compares the verdicts of `evaluate --protocol lemat` with LeMat-GenBench's on the CIFs it wrote.

From the repository's root, with the Python of lemat_validity.py's header:

    ./nucleate generate -n 2500 --seed 1 -o crystals.jsonl
    ./nucleate evaluate crystals.jsonl --protocol lemat --no-score --details each.jsonl --cifs cifs
    target/oracles/bin/python tools/oracles/lemat_cifs.py cifs each.jsonl LEMAT_GENBENCH

LEMAT_GENBENCH is a checkout of the repository LeMaterial/lemat-genbench on GitHub. Reads each CIF
as it does, and prints one line per check: how many agree, and how many hold by the original.
"""

import collections
import json
import pathlib
import sys
import warnings

warnings.simplefilter("ignore")

from pymatgen.core import Structure  # noqa: E402

import lemat_original  # noqa: E402


def read(path):
    try:
        return Structure.from_file(path)
    except Exception:  # as its run_benchmarks.py does
        return None


def ours(line):
    criteria = line["criteria"]
    return {
        "charge_balanced": criteria["charge_balanced"],
        "distances": criteria["distances"],
        "plausible": criteria["density"] and criteria["cell"] and criteria["symmetry"],
        "valid": line["structurally_valid"] and line["compositionally_valid"],
    }


def main(folder, details, checkout):
    metrics = lemat_original.metrics(checkout)
    agree, hold, dropped = collections.Counter(), collections.Counter(), 0
    lines = [json.loads(line) for line in pathlib.Path(details).open()]
    for line in lines:
        structure = read(pathlib.Path(folder) / f"nucleate-{line['number']:06d}.cif")
        if structure is None:
            dropped += 1
            continue
        verdict = lemat_original.verdict(metrics, structure, structure)
        verdict["valid"] = all(verdict.values())
        for check, mine in ours(line).items():
            agree[check] += mine == verdict[check]
            hold[check] += verdict[check]
            if mine != verdict[check]:
                print(check, mine, verdict[check], json.dumps(line), file=sys.stderr)
    print(f"read by the original: {len(lines) - dropped} of {len(lines)}")
    for check, number in agree.items():
        print(f"{check}: {number} agree, {hold[check]} hold by the original")


if __name__ == "__main__":
    main(*sys.argv[1:])
