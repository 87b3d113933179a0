#!/usr/bin/env python3
"""Trains policies on known crystals and ever more grown ones, and prints what each is worth.

    experiments/training_set_size.py materials.jsonl.gz grown-crystals.jsonl.gz -o sizes
    experiments/training_set_size.py materials.jsonl.gz grown-crystals.jsonl.gz -o sizes \\
        --start known-only.safetensors --learning-rate 1e-3 --seen 300000 -n 500

Every training starts from the same weights, random ones unless --start names others, and sees as
many crystals as the others, so one with more crystals sees each of them less often. The first grown
crystals of the file are taken, which were proposed in random order. What is computed stays in the
directory; start the same command again to go on.
"""

import argparse
import gzip
import itertools
import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[1]

arguments = argparse.ArgumentParser(
    description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
)
arguments.add_argument("known", help="known crystals as JSON lines")
arguments.add_argument("grown", help="grown crystals as JSON lines, gzipped")
arguments.add_argument("-o", "--output", type=pathlib.Path, required=True, help="directory")
arguments.add_argument(
    "--grown-counts",
    nargs="+",
    type=int,
    default=[0, 18000, 53000, 10**9],
    metavar="N",
    help="grown crystals of each training",
)
arguments.add_argument(
    "--known-count",
    type=int,
    default=17121,
    help="known crystals that pretrain learns from, without those that it holds out",
)
arguments.add_argument("--seen", type=int, default=500000, help="crystals of a training")
arguments.add_argument("--start", help="weights to start from; default: random ones")
arguments.add_argument("--learning-rate", default="2e-3")
arguments.add_argument("--threads", default="2")
arguments.add_argument("-n", default="1000", help="crystals that are sampled for each seed")
arguments.add_argument("--seeds", nargs="*", default=["1"], help="of samples; none: no samples")
options = arguments.parse_args()


def first(count):
    """Writes the first grown crystals; returns their file and how many there are."""
    path = options.output / f"grown-{count}.jsonl"
    with gzip.open(options.grown, "rt") as lines:
        chosen = list(itertools.islice(lines, count))
    path.write_text("".join(chosen))
    return path, len(chosen)


def trained(count):
    """Trains on the known crystals and so many grown ones; returns what it learned and where."""
    grown, count = first(count)
    directory = options.output / f"trained-{count}"
    epochs = max(1, round(options.seen / (options.known_count + count)))
    settings = ["--descriptions", "DRAWN", "--epochs", epochs, "--threads", options.threads]
    settings += ["--learning-rate", options.learning_rate]
    settings += ["--start", options.start] if options.start else []
    files = [options.known, *([grown] if count else [])]
    subprocess.run(
        [ROOT / "nucleate", "pretrain", *files, "-o", directory, *map(str, settings)], check=True
    )
    lines = (directory / "metrics.jsonl").read_text().splitlines()
    return count, epochs, directory, [json.loads(line) for line in lines]


def samples(directory):
    """Evaluates samples of a policy, relaxed; returns the evaluations."""
    subprocess.run(
        [
            ROOT / "tools/evaluate_policy.py",
            options.known,
            "--relax",
            *("--weights", directory / "best.safetensors"),
            *("-o", directory / "samples"),
            *("-n", options.n, "--seeds", *options.seeds),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    for seed in options.seeds:
        path = directory / "samples" / f"{seed}-evaluated-relax.json"
        yield json.loads(path.read_text())


def share(evaluations, name):
    shares = [evaluation["stability"][name]["fraction"] for evaluation in evaluations]
    return f"{100 * sum(shares) / len(shares):.1f}"


options.output.mkdir(parents=True, exist_ok=True)
print("| grown | epochs | training, nats | validation, nats | < 0.1 eV/atom, % | M.S.U.N., % |")
print("|---|---|---|---|---|---|")
for wanted in options.grown_counts:
    grown, epochs, directory, metrics = trained(wanted)
    validation = min(-sum(epoch["validation"].values()) for epoch in metrics)
    evaluations = list(samples(directory)) if options.seeds else []
    shares = [share(evaluations, name) if evaluations else "" for name in ("metastable", "msun")]
    print(
        f"| {grown} | {epochs} | {metrics[-1]['trainNegativeLogLikelihood']:.2f}"
        f" | **{validation:.2f}** | {' | '.join(shares)} |",
        flush=True,
    )
