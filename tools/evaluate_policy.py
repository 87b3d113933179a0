#!/usr/bin/env python3
"""Evaluates samples of a policy for several seeds, and prints the tables as Markdown.

    tools/evaluate_policy.py materials.jsonl.gz              # the shipped policy, seeds 1, 2 and 3
    tools/evaluate_policy.py materials.jsonl.gz --weights my-policy/best.safetensors --seeds 1
    tools/evaluate_policy.py materials.jsonl.gz --relax --judge sevennet-0 -o evaluation \\
        --grown datasets/grown-crystals.jsonl.gz

With --grown, two rows say what is new to crystals that were grown for training as well. With -o,
crystals and evaluations stay in that directory, and what is there is not computed again. A number
is the mean over the seeds, followed by the least and the greatest. The last column is the same
evaluation of known materials of at most 20 atoms, which is what a perfect sampler would get. The
second table divides the crystals of all seeds, the known ones beside them.
"""

import argparse
import collections
import contextlib
import gzip
import json
import pathlib
import random
import subprocess
import sys
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

RADIOACTIVE = set(
    "Tc Pm Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn"
    " Nh Fl Mc Lv Ts Og".split()
)

arguments = argparse.ArgumentParser(
    description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
)
arguments.add_argument("materials", help="known materials as JSON lines, gzipped")
arguments.add_argument(
    "--weights", help="policy, checkpoint, or data directory of a run; default: the shipped one"
)
arguments.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
arguments.add_argument("-n", type=int, default=1000, help="crystals for each seed")
arguments.add_argument("--grown", help="more crystals that the policy was trained on")
arguments.add_argument("-o", "--output", type=pathlib.Path, help="directory that keeps everything")
arguments.add_argument("--relax", action="store_true", help="relax the crystals first")
arguments.add_argument("--judge", help="a second potential, which confirms the first")
arguments.add_argument(
    "--nucleate", default=str(pathlib.Path(__file__).parents[1] / "nucleate"), help="the launcher"
)
options = arguments.parse_args()
for file in filter(None, (options.materials, options.grown)):
    if not pathlib.Path(file).exists():
        arguments.error(f"no such file: {file}")


if options.judge:
    ROWS += [
        ("metastable by both, %", "stability confirmation metastable fraction", 100),
        ("M.S.U.N. by both, %", "stability confirmation msun fraction", 100),
    ]


def computed(path, *words):
    """Lets the launcher write a file, unless it is there; returns the file."""
    if not path.exists():
        part = path.with_suffix(".part")
        with part.open("w") as output:
            subprocess.run([options.nucleate, *map(str, words)], check=True, stdout=output)
        part.rename(path)
    return path


def evaluated(path, *words):
    return json.loads(computed(path, *words).read_text())


def hold():
    """Makes the directory; ends if it holds an evaluation of something else."""
    options.output.mkdir(parents=True, exist_ok=True)
    settings = {
        "weights": options.weights,
        "materials": options.materials,
        "grown": options.grown,
        "crystals": options.n,
    }
    path = options.output / "settings.json"
    if not path.exists():
        path.write_text(json.dumps(settings))
    elif json.loads(path.read_text()) != settings:
        sys.exit(f"{options.output} holds an evaluation with {path.read_text()}: take another -o")


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


def radioactive(path):
    """Returns the fraction of crystals with an element that has no stable isotope, Bi apart."""
    crystals = [json.loads(line) for line in path.read_text().splitlines()]
    return sum(
        any(site["element"] in RADIOACTIVE for site in crystal["sites"]) for crystal in crystals
    ) / len(crystals)


def new_to_both(directory, seed, details):
    """Returns the fractions that are new to the grown ones too: of all, and among M.S.U.N.

    New to the grown crystals is what matches none of them as it was drawn.
    """
    of_grown = directory / f"{seed}-grown-details.jsonl"
    words = ["--known", options.grown, "--no-score", "--details", of_grown]
    computed(directory / f"{seed}-grown.json", "evaluate", directory / f"{seed}.jsonl", *words)
    lines = [path.read_text().splitlines() for path in (details, of_grown)]
    both = [(json.loads(one), json.loads(other)) for one, other in zip(*lines)]
    novel = sum(one["novel"] and other["novel"] for one, other in both)
    msun = sum(one["msun"] and other["novel"] for one, other in both)
    return novel / len(both), msun / len(both)


def strata(name, of_policy, of_known):
    """Prints how many crystals there are of each kind, and how many of these are metastable."""

    def counted(evaluations):
        counts = collections.defaultdict(lambda: [0, 0, 0, 0])
        for evaluation in evaluations:
            for stratum in evaluation["strata"][name]:
                own = counts[stratum["value"]]
                own[0] += stratum["crystals"]
                for place, share in enumerate(("structurally_valid", "metastable", "msun"), 1):
                    own[place] += stratum[share]["count"]
        return counts

    policy, known = counted(of_policy), counted(of_known)
    for key in policy:
        crystals, valid, metastable, msun = policy[key]
        of_all = 100 * crystals / sum(own[0] for own in policy.values())
        of_all_known = 100 * known[key][0] / sum(own[0] for own in known.values())
        print(
            f"| {name}: {key} | {of_all:.1f} | {of_all_known:.1f} | {100 * valid / crystals:.1f}"
            f" | **{100 * metastable / crystals:.1f}** | {100 * msun / crystals:.1f} |"
        )


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


if options.output:
    hold()
with contextlib.ExitStack() as stack:
    directory = options.output or pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
    reference, sample = small_materials(directory)
    weights = ["--weights", options.weights] if options.weights else []
    known = ["--known", options.materials]
    energies = ["--relax"] if options.relax else []
    energies += ["--judge", options.judge] if options.judge else []
    protocol = "-".join(["evaluated", *(word.strip("-") for word in energies)])
    evaluations, retrievals, held_out, shares_radioactive, shares_new = [], [], [], [], []
    for seed in options.seeds:
        crystals = computed(
            directory / f"{seed}.jsonl", "generate", "-n", options.n, "--seed", seed, *weights
        )
        retrieved = ["retrieve", crystals, *known]
        retrievals.append(evaluated(directory / f"{seed}-retrieved.json", *retrieved))
        held_out.append(evaluated(directory / f"{seed}-held-out.json", *retrieved, "--held-out"))
        measures = [*known, "--reference", reference, *energies]
        details = directory / f"{seed}-{protocol}-details.jsonl"
        evaluations.append(
            evaluated(
                directory / f"{seed}-{protocol}.json",
                *("evaluate", crystals, *measures, "--details", details),
            )
        )
        shares_radioactive.append(radioactive(crystals))
        if options.grown:
            shares_new.append(new_to_both(directory, seed, details))
    perfect = evaluated(directory / f"known-{protocol}.json", "evaluate", sample, *measures)
    known_radioactive = radioactive(sample)

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
print(row("with a radioactive element, %", shares_radioactive, known_radioactive, 100))
if options.grown:
    for name, shares in zip(
        ("novel, the grown known too, %", "M.S.U.N., the grown known too, %"), zip(*shares_new)
    ):
        print(row(name, shares, 0, 100))
stability = evaluations[0]["stability"]
relaxed = str(stability["relaxed"]).lower()
print(
    f"\nPotential {stability['potential']}, relaxed: {relaxed}; hull {stability['hull_reference']}."
)

print(
    "\n| stratum | of the policy's, % | of the known, % | structurally valid, % | < 0.1 eV/atom, %"
    " | M.S.U.N., % |\n|---|---|---|---|---|---|"
)
for name in ("sites", "elements", "chemistry"):
    strata(name, evaluations, [perfect])

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
