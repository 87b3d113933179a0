#!/usr/bin/env python3
"""Evaluates samples of a policy for several seeds, and prints the tables as Markdown.

    tools/evaluate_policy.py materials.jsonl.gz              # the shipped policy, seeds 1, 2 and 3
    tools/evaluate_policy.py materials.jsonl.gz --weights my-policy/best.safetensors --seeds 1

A number is the mean over the seeds, followed by the least and the greatest. The last column is the
same evaluation of known materials of at most 20 atoms, which is what a perfect sampler would get.
"""

import argparse
import gzip
import json
import pathlib
import random
import subprocess
import tempfile

ROWS = [
    ("structurally valid, %", "validity structural fraction", 100),
    ("compositionally valid, %", "validity compositional fraction", 100),
    ("valid, %", "validity both fraction", 100),
    ("unique, %", "unique fraction", 100),
    ("novel, %", "novelty novel fraction", 100),
    ("stable, E_hull < 0, %", "stability stable fraction", 100),
    ("metastable, E_hull < 0.1 eV/atom, %", "stability metastable fraction", 100),
    ("S.U.N., %", "stability sun fraction", 100),
    ("M.S.U.N., %", "stability msun fraction", 100),
    ("E_hull lower quartile, eV/atom", "stability energy_above_hull_ev_per_atom lower", 1),
    ("E_hull median, eV/atom", "stability energy_above_hull_ev_per_atom median", 1),
    ("E_hull upper quartile, eV/atom", "stability energy_above_hull_ev_per_atom upper", 1),
    ("density, Wasserstein, g/cm³", "distributions density_gram_per_cm3 wasserstein", 1),
    (
        "formation energy, Wasserstein, eV/atom",
        "distributions formation_energy_ev_per_atom wasserstein",
        1,
    ),
    ("number of elements, Wasserstein", "distributions elements wasserstein", 1),
    ("atoms in the cell, Wasserstein", "distributions atoms wasserstein", 1),
    ("space groups, total variation", "distributions space_groups total_variation", 1),
    ("coverage recall, %", "coverage recall", 100),
    ("coverage precision, %", "coverage precision", 100),
]

arguments = argparse.ArgumentParser(
    description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
)
arguments.add_argument("materials", help="known materials as JSON lines, gzipped")
arguments.add_argument(
    "--weights", help="policy, checkpoint, or data directory of a run; default: the shipped one"
)
arguments.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
arguments.add_argument("-n", type=int, default=1000, help="crystals for each seed")
arguments.add_argument(
    "--nucleate", default=str(pathlib.Path(__file__).parents[1] / "nucleate"), help="the launcher"
)
options = arguments.parse_args()


def nucleate(*words):
    return subprocess.run(
        [options.nucleate, *map(str, words)], check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def small_materials(directory):
    """Writes the known materials of the sizes that the policy was trained on, and a sample of them.

    The sample has as many materials as crystals are sampled.
    """
    with gzip.open(options.materials, "rt") as lines:
        small = [line for line in lines if json.loads(line)["n_atoms"] <= 20]
    reference = directory / "reference.jsonl"
    reference.write_text("".join(small))
    sample = directory / "known.jsonl"
    sample.write_text("".join(random.Random(1).sample(small, options.n)))
    return reference, sample


def number(evaluation, path):
    for name in path.split():
        evaluation = evaluation[name]
    return evaluation


def row(name, values, known, factor):
    values = [factor * value for value in values]
    digits = 1 if factor == 100 else 2
    cell = f"**{sum(values) / len(values):.{digits}f}**"
    if len(values) > 1:
        cell += f" ({min(values):.{digits}f} – {max(values):.{digits}f})"
    return f"| {name} | {cell} | {factor * known:.{digits}f} |"


with tempfile.TemporaryDirectory() as temporary:
    directory = pathlib.Path(temporary)
    reference, sample = small_materials(directory)
    weights = ["--weights", options.weights] if options.weights else []
    known = ["--known", options.materials]
    evaluations, retrievals, held_out = [], [], []
    for seed in options.seeds:
        crystals = directory / f"{seed}.jsonl"
        nucleate("generate", "-n", options.n, "--seed", seed, "-o", crystals, *weights)
        evaluations.append(
            json.loads(nucleate("evaluate", crystals, *known, "--reference", reference))
        )
        retrievals.append(json.loads(nucleate("retrieve", crystals, *known)))
        held_out.append(json.loads(nucleate("retrieve", crystals, *known, "--held-out")))
    perfect = json.loads(nucleate("evaluate", sample, *known, "--reference", reference))

seeds = ", ".join(map(str, options.seeds))
print(f"| {options.n} crystals, seeds {seeds} | policy | known materials |\n|---|---|---|")
for name, path, factor in ROWS:
    print(
        row(
            name,
            [number(evaluation, path) for evaluation in evaluations],
            number(perfect, path),
            factor,
        )
    )
stability = evaluations[0]["stability"]
relaxed = str(stability["relaxed"]).lower()
print(
    f"\nPotential {stability['potential']}, relaxed: {relaxed}; hull {stability['hull_reference']}."
)

print(
    "\n| first crystals | seed | known materials regenerated | crystals that are one"
    " | held-out ones regenerated | recall of held-out |"
)
print("|---|---|---|---|---|---|")
for seed, all_known, unseen in zip(options.seeds, retrievals, held_out):
    for one, other in zip(all_known["recall"], unseen["recall"]):
        print(
            f"| {one['k']} | {seed} | {one['regenerated']['count']}"
            f" | {100 * one['hits']['fraction']:.1f} %"
            f" | {other['regenerated']['count']} | {100 * other['regenerated']['fraction']:.2f} % |"
        )
