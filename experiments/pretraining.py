#!/usr/bin/env python3
"""Trains policies that differ in one thing each, evaluates them, and prints what it is worth.

    experiments/pretraining.py materials.jsonl.gz grown-crystals.jsonl.gz -o pretraining \\
        --start known-only.safetensors
    experiments/pretraining.py materials.jsonl.gz grown-crystals.jsonl.gz -o pretraining \\
        --arms random components deep --seen 200000 -n 500

Arms that go on start from the weights of --start, the others from random ones. Each sees the same
number of crystals, so one with more crystals sees each of them less often; an arm of more layers
sees fewer, in the same time. The first grown crystals of the file are taken, which were proposed in
random order. What is computed stays in the directory; start the same command again to go on. The
table goes to stdout; of arms that differ in the number of grown crystals alone, curve.svg in the
directory shows what they are worth.
"""

import argparse
import dataclasses
import gzip
import itertools
import json
import pathlib
import subprocess
import sys

import chart

ROOT = pathlib.Path(__file__).resolve().parents[1]
ALL = 10**9
FIVE_SITES = "5 or more"


@dataclasses.dataclass(frozen=True)
class Arm:
    """One training: how many grown crystals, from where, and what is different."""

    grown: int = ALL
    goes_on: bool = False
    atoms_max: int = 20
    options: tuple = ()
    share_of_seen: float = 1


ARMS = {
    "grown-0": Arm(grown=0, goes_on=True),
    "grown-18000": Arm(grown=18000, goes_on=True),
    "grown-53000": Arm(grown=53000, goes_on=True),
    "grown-all": Arm(goes_on=True),
    "large-cells": Arm(goes_on=True, atoms_max=52),
    "random": Arm(),
    "components": Arm(
        options=("--coordinate-components", "32", "--lattice-components", "8"),
    ),
    "deep": Arm(options=("--layers", "9"), share_of_seen=2 / 3),
}

arguments = argparse.ArgumentParser(
    description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
)
arguments.add_argument("known", help="known crystals as JSON lines")
arguments.add_argument("grown", help="grown crystals as JSON lines, gzipped")
arguments.add_argument("-o", "--output", type=pathlib.Path, required=True, help="directory")
arguments.add_argument("--arms", nargs="+", choices=ARMS, default=list(ARMS)[:4], metavar="ARM")
arguments.add_argument("--start", help="weights from which arms go on")
arguments.add_argument("--seen", type=int, default=200000, help="crystals of a training")
arguments.add_argument("--threads", default="2")
arguments.add_argument("-n", default="1000", help="crystals that are sampled for each seed")
arguments.add_argument("--seeds", nargs="*", default=["1"], help="of samples; none: no samples")
options = arguments.parse_args()
for file in (options.known, options.grown, options.start):
    if file and not pathlib.Path(file).exists():
        arguments.error(f"no such file: {file}")
if not options.start and any(ARMS[name].goes_on for name in options.arms):
    arguments.error("some of these arms go on from weights: name them with --start")


def first(count):
    """Writes the first grown crystals; returns their file and how many there are."""
    path = options.output / f"grown-{count}.jsonl"
    if not path.exists():
        with gzip.open(options.grown, "rt") as lines:
            path.write_text("".join(itertools.islice(lines, count)))
    return path, len(path.read_text().splitlines())


def known_count(atoms_max):
    """Returns how many of the known crystals pretrain takes, of at most so many atoms."""
    with gzip.open(options.known, "rt") as lines:
        crystals = map(json.loads, lines)
        return sum(
            crystal["n_atoms"] <= atoms_max
            and len(crystal["sites"]) <= 20
            and crystal["e_above_hull"] < 0.1
            for crystal in crystals
        )


def trained(name):
    """Trains an arm; returns its directory, the grown crystals in it and a line for each epoch."""
    arm = ARMS[name]
    grown, count = first(arm.grown)
    known = known_count(arm.atoms_max)
    directory = options.output / name
    epochs = max(1, round(options.seen * arm.share_of_seen / (known + count)))
    settings = ["--descriptions", "DRAWN", "--epochs", epochs, "--threads", options.threads]
    settings += ["--max-atoms", arm.atoms_max]
    if arm.goes_on:
        settings += ["--start", options.start, "--learning-rate", "1e-3"]
    files = [options.known, *([grown] if count else [])]
    words = [*files, "-o", directory, *settings, *arm.options]
    nucleate("pretrain", *words, output=subprocess.DEVNULL)  # metrics.jsonl has the same
    lines = (directory / "metrics.jsonl").read_text().splitlines()
    return directory, count, [json.loads(line) for line in lines]


def nucleate(*words, output=None):
    subprocess.run([ROOT / "nucleate", *map(str, words)], check=True, stdout=output)


def samples(directory):
    """Evaluates samples of a policy, relaxed; returns the evaluations."""
    for seed in options.seeds:
        crystals = directory / f"{seed}.jsonl"
        evaluation = directory / f"{seed}-evaluated.json"
        if not evaluation.exists():
            weights = directory / "best.safetensors"
            asked = ["-n", options.n, "--seed", seed, "--weights", weights, "-o", crystals]
            nucleate("generate", *asked)
            part = evaluation.with_suffix(".part")
            with part.open("w") as output:
                nucleate(
                    "evaluate", crystals, "--known", options.known, "--relax", output=output
                )
            part.rename(evaluation)
        yield json.loads(evaluation.read_text())


def shares(evaluations):
    """Returns mean shares: the metastable, the M.S.U.N., the metastable among many sites."""

    def of_many_sites(evaluation):
        return next(
            stratum["metastable"]["fraction"]
            for stratum in evaluation["strata"]["sites"]
            if stratum["value"] == FIVE_SITES
        )

    measures = (
        lambda evaluation: evaluation["stability"]["metastable"]["fraction"],
        lambda evaluation: evaluation["stability"]["msun"]["fraction"],
        of_many_sites,
    )
    for measure in measures:
        yield sum(map(measure, evaluations)) / len(evaluations)


def hold():
    """Makes the directory; ends if it holds trainings with other settings."""
    options.output.mkdir(parents=True, exist_ok=True)
    settings = {
        "known": options.known,
        "grown": options.grown,
        "start": options.start,
        "seen": options.seen,
        "crystals": options.n,
    }
    path = options.output / "settings.json"
    if not path.exists():
        path.write_text(json.dumps(settings))
    elif json.loads(path.read_text()) != settings:
        sys.exit(f"{options.output} holds trainings with {path.read_text()}: take another -o")


def draw(curve):
    """Draws shares of the samples over the number of grown crystals."""
    points = sorted(curve.items())
    names = ("< 0.1 eV/atom", "M.S.U.N.", "< 0.1, 5+ sites")
    series = {
        name: [[(grown, values[place]) for grown, values in points]]
        for place, name in enumerate(names)
    }
    svg = chart.curves(
        "What grown crystals are worth",
        f"{options.seen:,} crystals seen in each training; relaxed samples, %",
        "grown crystals beside the known ones",
        series,
    )
    (options.output / "curve.svg").write_text(svg, encoding="utf-8")


hold()
print(
    "| arm | grown | epochs | s | training, nats | validation, nats | < 0.1 eV/atom, % |"
    " M.S.U.N., % | < 0.1 of five and more sites, % |\n" + "|---" * 9 + "|"
)
curve = {}
for name in options.arms:
    directory, grown, metrics = trained(name)
    cells = [name, grown, len(metrics), f"{sum(epoch['seconds'] for epoch in metrics):.0f}"]
    cells.append(f"{metrics[-1]['trainNegativeLogLikelihood']:.2f}")
    cells.append(f"**{min(-sum(epoch['validation'].values()) for epoch in metrics):.2f}**")
    if options.seeds:
        percent = [100 * share for share in shares(list(samples(directory)))]
        cells += [f"{share:.1f}" for share in percent]
        if ARMS[name] == Arm(grown=ARMS[name].grown, goes_on=True):
            curve[grown] = percent
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)
if len(curve) > 1:
    draw(curve)
