#!/usr/bin/env python3
"""Measures what the worse of two potentials costs, and what it does not pay for.

    experiments/pessimism.py -o pessimism
    experiments/pessimism.py -o learned -n 2000 --weights learned.safetensors --elements Hg I O

Draws crystals from a policy and takes their energies as a run does that does not relax: by CHGNet;
by CHGNet, and near the hull by SevenNet-0 too, as a pessimistic run does; by CHGNet and
SevenNet-l3i5, which pays no run. Prints the cost of each, and which share of what is paid as
metastable the one that never pays confirms. Costs are processor time without the start of the
program. What is computed stays in the directory; start the same command again to go on.
"""

import argparse
import json
import pathlib

from costs import scored, seconds

ALONE, SECOND, THIRD = "chgnet", "sevennet-0", "sevennet-l3i5"
FIRST_ENERGY = "energy_above_hull_ev_per_atom"
JUDGED_ENERGY = "judge_energy_above_hull_ev_per_atom"

arguments = argparse.ArgumentParser(
    description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
)
arguments.add_argument("-o", "--output", type=pathlib.Path, required=True, help="directory")
arguments.add_argument("-n", type=int, default=1000, help="crystals")
arguments.add_argument("--seed", default="1")
arguments.add_argument("--weights", help="a policy instead of the shipped one")
arguments.add_argument("--below", type=float, default=0.1, help="eV/atom: near the hull")
arguments.add_argument("--elements", nargs="*", default=["Hg", "I"], help="lines of the table")
options = arguments.parse_args()
options.output.mkdir(parents=True, exist_ok=True)


def drawn():
    """Returns the file of the crystals."""
    path = options.output / "crystals.jsonl"
    if not path.exists():
        part = path.with_suffix(".part")
        weights = ["--weights", options.weights] if options.weights else []
        seconds("generate", "-n", options.n, "--seed", options.seed, *weights, output=part)
        part.rename(path)
    return path


def print_costs(costs):
    """Prints what a crystal costs under each."""
    print("| potentials | ms per crystal | ratio |")
    print("|---|---|---|")
    for judge, cost in costs.items():
        name = ALONE if judge == ALONE else f"{ALONE} and {judge}"
        print(f"| {name} | {1000 * cost:.1f} | {cost / costs[ALONE]:.2f} |")


def print_paid(seconds_lines, thirds):
    """Prints which share of the metastable the third potential confirms."""
    print(f"| crystals with | {ALONE} below | confirmed | the worse below | confirmed |")
    print("|---|---|---|---|---|")
    groups = [("any element", None)] + [(symbol, {symbol}) for symbol in options.elements]
    if len(options.elements) > 1:
        groups.append((" or ".join(options.elements), set(options.elements)))
    for name, elements in groups:
        first, worse = [], []
        for line, third in zip(seconds_lines, thirds):
            symbols = {site["element"] for site in line.get("sites", [])}
            if JUDGED_ENERGY not in line or JUDGED_ENERGY not in third:
                continue
            if elements is None or symbols & elements:
                confirmed = third[JUDGED_ENERGY] < options.below
                first.append(confirmed)
                if line[JUDGED_ENERGY] < options.below:
                    worse.append(confirmed)
        print(f"| {name} | {share(first)} | {share(worse)} |")


def share(confirmed):
    """Returns the cells of a number and the share that is true."""
    return f"{len(confirmed)} | {sum(confirmed) / max(1, len(confirmed)):.1%}"


def main():
    crystals = drawn()
    one = options.output / "one.jsonl"
    lines, costs = {}, {}
    for judge in (ALONE, SECOND, THIRD):
        asked = [] if judge == ALONE else ["--judge", judge, "--judge-below", options.below]
        lines[judge], time = scored(options.output, crystals, judge, *asked)
        if not one.exists():
            near = next(
                line for line in lines[ALONE] if line.get(FIRST_ENERGY, 9) < options.below
            )
            one.write_text(json.dumps(near) + "\n")
        _, start = scored(options.output, one, f"start-{judge}", *asked)
        costs[judge] = (time - start) / (len(lines[judge]) - 1)
    energies = [line[FIRST_ENERGY] for line in lines[ALONE] if FIRST_ENERGY in line]
    near = sum(energy < options.below for energy in energies)
    print(f"{options.n} crystals, {len(energies)} with an energy, {near} near the hull\n")
    print_costs(costs)
    print()
    print_paid(lines[SECOND], lines[THIRD])


main()
