"""Compares two files of predictions of the same structures: energies, forces and stresses.

    python tools/evaluate_sevennet.py --model 7net-l3i5 structures.jsonl > python.jsonl
    ./nucleate score --potential sevennet-l3i5 --device cpu structures.jsonl > nucleate.jsonl
    python tools/oracles/compare_predictions.py python.jsonl nucleate.jsonl

Lines belong together by their order. Prints the largest and the mean differences, as JSON; exits
with 1 where a line failed or a difference is above the bound.
"""

import argparse
import json
import sys

FIELDS = {
    "energy_ev_per_atom": 1e-5,
    "forces_ev_per_angstrom": 1e-4,
    "stress_gpa": 1e-3,
}


def numbers(value):
    if isinstance(value, list):
        return [number for part in value for number in numbers(part)]
    return [value]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("first")
    parser.add_argument("second")
    options = parser.parse_args()
    with open(options.first) as first, open(options.second) as second:
        pairs = list(zip(map(json.loads, first), map(json.loads, second), strict=True))
    failed = [b["error"] for _, b in pairs if "error" in b]
    if not pairs or failed:
        sys.exit(f"no structures, or failures: {failed}")
    elements = {element for a, _ in pairs for element in a["elements"]}
    result = {"structures": len(pairs), "elements": len(elements)}
    agree = True
    for field, bound in FIELDS.items():
        differences = [
            abs(x - y)
            for a, b in pairs
            for x, y in zip(numbers(a[field]), numbers(b[field]), strict=True)
        ]
        result[field] = {
            "max": max(differences),
            "mean": sum(differences) / len(differences),
            "bound": bound,
        }
        agree = agree and max(differences) <= bound
    print(json.dumps(result, indent=2))
    sys.exit(0 if agree else 1)


if __name__ == "__main__":
    main()
