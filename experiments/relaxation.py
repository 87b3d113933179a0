#!/usr/bin/env python3
"""Measures what a few steps of relaxation say about the relaxed crystal, and what they cost.

    experiments/relaxation.py -o relaxation
    experiments/relaxation.py -o relaxation -n 1000 --steps 1 2 3 5 --descents 0.01:10

Draws crystals from the shipped policy, leaves out those whose atoms are too close, as a run does,
and relaxes the others within their space groups, in each way anew from the start. Prints how the
energies above the hull rank the crystals beside the full relaxation, how many of the metastable
ones are found and what a crystal costs; and what is lost if a relaxation ends where it is still far
above the hull after some steps. Costs are processor time without the start of the program. What is
computed stays in the directory; start the same command again to go on.
"""

import argparse
import pathlib

from costs import scored, seconds

FULL = "full"
METASTABLE = 0.1
ENERGY = "energy_above_hull_ev_per_atom"

arguments = argparse.ArgumentParser(
    description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
)
arguments.add_argument("-o", "--output", type=pathlib.Path, required=True, help="directory")
arguments.add_argument("-n", type=int, default=300, help="crystals")
arguments.add_argument("--seed", default="1")
arguments.add_argument("--weights", help="a policy instead of the shipped one")
arguments.add_argument("--steps", nargs="+", type=int, default=[2, 5, 10, 20])
arguments.add_argument(
    "--descents",
    nargs="+",
    default=["0.001:500", "0.002:500", "0.005:500", "0.002:20", "0.005:20", "0.005:10"],
    help="eV/atom that are worth no step, and most steps",
)
arguments.add_argument(
    "--hopeless", nargs="+", type=float, default=[0.3, 0.5, 1, 2], help="eV/atom above the hull"
)
options = arguments.parse_args()
options.output.mkdir(parents=True, exist_ok=True)


def drawn():
    """Returns the file of the crystals whose atoms are not too close."""
    path = options.output / "crystals.jsonl"
    if not path.exists():
        everything = options.output / "drawn.jsonl"
        weights = ["--weights", options.weights] if options.weights else []
        seconds("generate", "-n", options.n, "--seed", options.seed, *weights, output=everything)
        scores, _ = scored(options.output, everything, "drawn")
        lines = everything.read_text().splitlines()
        part = path.with_suffix(".part")
        part.write_text("".join(f"{lines[i]}\n" for i in range(len(lines)) if isopen(scores[i])))
        part.rename(path)
    return path


def isopen(score):
    """Returns whether a crystal has an energy and its atoms are apart."""
    warnings = score.get("warnings", [])
    return ENERGY in score and not any(warning.startswith("atoms-too") for warning in warnings)


def ranks(values):
    """Returns the rank of each value; equal ones share the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    result = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in order[start : end + 1]:
            result[place] = (start + end) / 2
        start = end + 1
    return result


def spearman(first, second):
    """Returns the rank correlation."""
    a, b = ranks(first), ranks(second)
    mean = (len(a) - 1) / 2
    covariance = sum((x - mean) * (y - mean) for x, y in zip(a, b))
    variances = [sum((x - mean) ** 2 for x in values) for values in (a, b)]
    return covariance / (variances[0] * variances[1]) ** 0.5


def print_ways(energies, evaluations, costs):
    """Prints a line for each way to relax."""
    full = energies[FULL]
    metastable = sum(height < METASTABLE for height in full)
    print("| relaxation | evaluations | ms | Spearman | metastable found | mean error |")
    print("|---|---|---|---|---|---|")
    for name, heights in energies.items():
        found = sum(height < METASTABLE for height in heights)
        error = sum(height - end for height, end in zip(heights, full)) / len(full)
        print(
            f"| {name} | {sum(evaluations[name]) / len(heights):.1f}"
            f" | {1000 * costs[name]:.1f}"
            f" | {spearman(heights, full):.3f}"
            f" | {found} of {metastable} | {error:.3f} |"
        )


def print_hopeless(energies, evaluations):
    """Prints what ends early if all above a bound do after so many steps, and what is lost."""
    full = energies[FULL]
    metastable = sum(height < METASTABLE for height in full)
    print("| above, eV/atom | after steps | evaluations | Spearman | metastable found |")
    print("|---|---|---|---|---|")
    for bound in options.hopeless:
        for steps in options.steps:
            heights, spent = [], 0
            for i, height in enumerate(energies[of_steps(steps)]):
                ends = height > bound and evaluations[FULL][i] > steps + 1
                heights.append(height if ends else full[i])
                spent += steps + 1 if ends else evaluations[FULL][i]
            found = sum(height < METASTABLE for height in heights)
            print(
                f"| {bound:g} | {steps} | {spent / len(full):.1f}"
                f" | {spearman(heights, full):.3f} | {found} of {metastable} |"
            )


def of_steps(steps):
    """Returns the name of a relaxation that takes so many steps at most."""
    return f"{steps} steps at most"


def ways():
    """Returns the options of each way to relax, by name."""
    result = {"none": []}
    for steps in options.steps:
        result[of_steps(steps)] = ["--relax", "--max-steps", steps]
    for words in options.descents:
        descent, steps = words.split(":")
        name = f"until {descent} eV/atom" + ("" if int(steps) == 500 else f", {steps} steps")
        result[name] = ["--relax", "--min-descent", descent, "--max-steps", steps]
    result[FULL] = ["--relax"]
    return result


def main():
    crystals = drawn()
    one = options.output / "one.jsonl"
    one.write_text(crystals.read_text().splitlines()[0] + "\n")
    runs = {}
    for name, asked in ways().items():
        file = "-".join(str(word).lstrip("-") for word in asked) or "none"
        _, start = scored(options.output, one, f"start-{file}", *asked)
        scores, time = scored(options.output, crystals, f"all-{file}", *asked)
        runs[name] = scores, (time - start) / (len(scores) - 1)
    count = len(runs[FULL][0])
    whole = [i for i in range(count) if all(ENERGY in scores[i] for scores, _ in runs.values())]
    energies = {name: [run[0][i][ENERGY] for i in whole] for name, run in runs.items()}
    evaluations = {
        name: [run[0][i].get("steps", 0) + 1 for i in whole] for name, run in runs.items()
    }
    costs = {name: cost for name, (_, cost) in runs.items()}
    print(f"{options.n} crystals, {count} not too close, {len(whole)} relaxed\n")
    print_ways(energies, evaluations, costs)
    print()
    print_hopeless(energies, evaluations)


main()
