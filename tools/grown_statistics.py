#!/usr/bin/env python3
"""Says what is in a grown training set, and how far a second potential agrees with the first.

    tools/grown_statistics.py grown

Takes the directory of an expansion that was judged. The first table counts what was kept. The
second takes crystals that the first potential put near the hull of the known phases, drawn at
random, kept or not: the share that the second potential puts less than 0.1 eV/atom above that hull,
with the 95 % interval (Wilson), and by how much it lies higher on average.
"""

import argparse
import collections
import json
import math
import pathlib
import random
import subprocess

NEAR_EV_PER_ATOM = 0.1
ELEMENTS = ["O", "S", "F", "I", "Hg"]

arguments = argparse.ArgumentParser(
    description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
)
arguments.add_argument("directory", type=pathlib.Path, help="of the expansion")
arguments.add_argument("-n", type=int, default=10000, help="crystals to compare")
arguments.add_argument("--seed", type=int, default=1, help="of the draw")
arguments.add_argument(
    "--nucleate", default=str(pathlib.Path(__file__).parents[1] / "nucleate"), help="the launcher"
)
options = arguments.parse_args()
for name in ("crystals.jsonl", "judgements.jsonl"):
    if not (options.directory / name).exists():
        arguments.error(f"{options.directory} has no {name}: name a directory of expand --judge")


def lines(name):
    with open(options.directory / name, encoding="utf-8") as file:
        yield from map(json.loads, file)


def elements(crystal):
    return {site["element"] for site in crystal["sites"]}


def describe():
    names = ("formula", "space_group", "parent")
    counts = {name: collections.Counter() for name in (*names, "element")}
    deep = below = kept = 0
    for crystal in lines("crystals.jsonl"):
        kept += 1
        for name in names:
            counts[name][crystal[name]] += 1
        counts["element"].update(elements(crystal))
        energy = crystal["energy_above_known_hull_ev_per_atom"]
        below += energy < 0
        deep += energy < -NEAR_EV_PER_ATOM
    print("| of the kept | |\n|---|---|")
    print(f"| crystals | {kept} |")
    for name in names:
        print(f"| different: {name} | {len(counts[name])} |")
    print(f"| children of one parent, at most | {max(counts['parent'].values())} |")
    print(f"| below the known hull | {100 * below / kept:.1f} % |")
    print(f"| more than 0.1 eV/atom below it | {100 * deep / kept:.1f} % |")
    for element, count in counts["element"].most_common(7):
        print(f"| with {element} | {100 * count / kept:.1f} % |")


def above_hull(pairs):
    """Computes energies above the hull of formulas with their formation energies."""
    records = [
        json.dumps({"formula": formula, "formation_energy_ev_per_atom": energy})
        for formula, energy in pairs
    ]
    printed = subprocess.run(
        [options.nucleate, "hull"],
        input="\n".join(records),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    return [json.loads(line)["energy_above_hull_ev_per_atom"] for line in printed.splitlines()]


def drawn():
    """Draws judged crystals; returns each with its energies above the known hull by both."""
    energy = "formation_energy_ev_per_atom"
    opinions = {
        judged["number"]: judged[energy]
        for judged in lines("judgements.jsonl")
        if judged.get(energy) is not None
    }
    count = min(options.n, len(opinions))
    chosen = set(random.Random(options.seed).sample(sorted(opinions), count))
    crystals = [one for one in lines("attempts.jsonl") if one["number"] in chosen]
    first = above_hull([(one["formula"], one[energy]) for one in crystals])
    second = above_hull([(one["formula"], opinions[one["number"]]) for one in crystals])
    return list(zip(crystals, first, second))


def with_interval(count, total):
    z2 = 1.96**2 / total
    share = count / total
    middle = (share + z2 / 2) / (1 + z2)
    half = math.sqrt(share * (1 - share) * z2 + z2 * z2 / 4) / (1 + z2)
    return f"{100 * share:.1f} % ({100 * (middle - half):.1f}–{100 * (middle + half):.1f})"


def agreement(name, pairs):
    if pairs:
        agreed = sum(second < NEAR_EV_PER_ATOM for _, _, second in pairs)
        higher = sum(second - first for _, first, second in pairs) / len(pairs)
        print(f"| {name} | {len(pairs)} | {with_interval(agreed, len(pairs))} | {higher:.3f} |")


describe()
pairs = drawn()
print("\n| near the known hull | drawn | second potential agrees | higher by, eV/atom |")
print("|---|---|---|---|")
agreement("all", pairs)
agreement("more than 0.05 below it", [pair for pair in pairs if pair[1] < -0.05])
agreement("0.05 to 0.1 above it", [pair for pair in pairs if pair[1] > 0.05])
agreement("five and more sites", [pair for pair in pairs if len(pair[0]["sites"]) >= 5])
agreement("two or three sites", [pair for pair in pairs if 2 <= len(pair[0]["sites"]) <= 3])
for element in ELEMENTS:
    agreement(f"with {element}", [pair for pair in pairs if element in elements(pair[0])])
