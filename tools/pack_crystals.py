#!/usr/bin/env python3
"""Packs the crystals that `expand` kept into one small file, which every verb reads.

    tools/pack_crystals.py grown/crystals.jsonl -o grown-crystals.jsonl.gz

A line keeps what training and novelty need: the number of its proposal as `material_id`, parent,
the crystal, and its energies. Lengths are rounded to 1e-4 angstrom, fractional coordinates to 1e-6,
energies to 1e-4 eV/atom. Equal input gives equal bytes. Prints the number of crystals, the size in
bytes, and the SHA-256.
"""

import argparse
import gzip
import hashlib
import json
import pathlib

LATTICE_DIGITS, COORDINATE_DIGITS, ENERGY_DIGITS = 4, 6, 4
ENERGIES = (
    "formation_energy_ev_per_atom",
    "energy_above_hull_ev_per_atom",
    "judge_energy_above_hull_ev_per_atom",
)

arguments = argparse.ArgumentParser(
    description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
)
arguments.add_argument("crystals", type=pathlib.Path, help="crystals.jsonl of an expansion")
arguments.add_argument("-o", "--output", type=pathlib.Path, required=True)


def packed(record):
    small = {
        "material_id": f"grown-{record['number']}",
        "parent": record["parent"],
        "space_group": record["space_group"],
        "lattice": [round(value, LATTICE_DIGITS) for value in record["lattice"]],
        "sites": [
            {
                "element": site["element"],
                "wyckoff": site["wyckoff"],
                "xyz": [round(value, COORDINATE_DIGITS) for value in site["xyz"]],
            }
            for site in record["sites"]
        ],
    }
    small.update((name, round(record[name], ENERGY_DIGITS)) for name in ENERGIES if name in record)
    return small


def main():
    options = arguments.parse_args()
    count = 0
    with open(options.output, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as out:
        with open(options.crystals, encoding="utf-8") as lines:
            for line in lines:
                out.write(json.dumps(packed(json.loads(line)), separators=(",", ":")).encode())
                out.write(b"\n")
                count += 1
    content = options.output.read_bytes()
    print(json.dumps({
        "crystals": count,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }))


if __name__ == "__main__":
    main()
