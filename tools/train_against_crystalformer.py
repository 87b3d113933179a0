#!/usr/bin/env python3
"""Compares the speed of learning with that of the authors' program.

    git clone https://github.com/deepmodeling/CrystalFormer   # version 0.4.2
    tools/train_against_crystalformer.py CrystalFormer materials.jsonl.gz
    tools/train_against_crystalformer.py CrystalFormer materials.jsonl.gz --reinforcement

Pre-training: both sides train their network of the authors' default size (16 layers, 4.8 M
parameters) from random weights, in batches of 100 crystals, in float32, in one process that may use
all processors (or as many as --processors says). The authors' clock starts when the step is
compiled and has run once. Nucleate's time is that of a whole epoch, which begins with sorting the
crystals into batches and ends with the validation; the first epoch does not count. Each side takes
its best of several, in turn.

Reinforcement: both sides compute the densities of 100 crystals under two policies and take five
steps of PPO. The authors' time does not depend on which crystals; Nucleate's are drawn by the
shipped policy (`bench --only LEARN --authors-size`). Sampling and rewards are left out.

Needs a Python with jax, optax, dm-haiku and pandas, and a built Nucleate.
"""

import argparse
import gzip
import hashlib
import json
import math
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

BATCH = 100
STEPS = 5  # of reinforcement on each batch
SITES_MAX = 20  # the authors' arrays have room for one more, where the lattice is put out
SIZES = ["--layers", 16, "--model-size", 64, "--heads", 16, "--key-size", 64, "--embed-size", 32]

arguments = argparse.ArgumentParser(
    description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
)
arguments.add_argument("checkout", type=pathlib.Path, help="of the authors' program")
arguments.add_argument("materials", help="known materials as JSON lines, gzipped")
arguments.add_argument("--reinforcement", action="store_true", help="instead of pre-training")
arguments.add_argument("-n", type=int, default=1200, help="crystals")
arguments.add_argument("--rounds", type=int, default=3, help="measurements of each side, in turn")
arguments.add_argument("--seed", type=int, default=1)
arguments.add_argument("--processors", type=int, default=os.cpu_count())
arguments.add_argument(
    "--nucleate", default=str(pathlib.Path(__file__).parents[1] / "nucleate"), help="the launcher"
)


def draw(options):
    """Known crystals as both sides train on them: at most 20 atoms and 20 sites."""
    with gzip.open(options.materials, "rt") as lines:
        records = [json.loads(line) for line in lines]
    fitting = [r for r in records if r["n_atoms"] <= 20 and r["e_above_hull"] < 0.1]
    return random.Random(options.seed).sample(fitting, options.n)


class Authors:
    """The update of the authors' `train.py`, on arrays as their `utils.py` makes them."""

    def __init__(self, checkout, records):
        sys.path.insert(0, str(checkout))
        import jax
        import numpy as np
        import optax
        from crystalformer.src.elements import element_list
        from crystalformer.src.loss import make_loss_fn
        from crystalformer.src.transformer import make_transformer

        def arrays(record):
            sites = sorted(record["sites"], key=lambda site: letter(site["wyckoff"]))
            padding = SITES_MAX + 1 - len(sites)
            atoms = sum(site["multiplicity"] for site in sites)
            lengths, angles = record["lattice"][:3], record["lattice"][3:]
            return (
                record["space_group"],
                [a / atoms ** (1 / 3) for a in lengths] + [math.radians(a) for a in angles],
                [site["xyz"] for site in sites] + [[1e10] * 3] * padding,
                [element_list.index(site["element"]) for site in sites] + [0] * padding,
                [letter(site["wyckoff"]) for site in sites] + [0] * padding,
            )

        def letter(text):
            return 27 if text == "A" else ord(text) - ord("a") + 1

        columns = zip(*map(arrays, records))
        kinds = (int, np.float32, np.float32, int, int)
        data = [np.array(column, dtype=kind) for column, kind in zip(columns, kinds)]
        self.batches = [
            [array[i : i + BATCH] for array in data]
            for i in range(0, len(records) - BATCH + 1, BATCH)
        ]
        self.key = jax.random.PRNGKey(1)
        # Frequencies, mixture components, sites, first letter, layers, heads, sizes, types, dropout
        params, transformer = make_transformer(
            self.key, 5, 16, 4, SITES_MAX + 1, 256, 16, 16, 64, 64, 32, 119, 28, 0.5, 0.1
        )
        loss, self.logp = make_loss_fn(SITES_MAX + 1, 119, 28, 16, 4, transformer)
        optimizer = optax.chain(
            optax.clip_by_global_norm(1.0), optax.scale_by_adam(), optax.scale(-1e-4)
        )

        @jax.jit
        def update(params, key, state, batch):
            value, gradient = jax.value_and_grad(loss, has_aux=True)(params, key, *batch, True)
            updates, state = optimizer.update(gradient, state, params)
            return optax.apply_updates(params, updates), state, value[0]

        self.update = update
        self.optimizer = optimizer
        self.state = (params, optimizer.init(params))

    def step(self, i):
        import jax

        self.key, key = jax.random.split(self.key)
        params, state, loss = self.update(self.state[0], key, self.state[1], self.batches[i])
        self.state = (params, state)
        return float(loss)

    def seconds_per_batch(self):
        """The shortest of three steps; one that comes before them compiles."""
        times = []
        self.step(0)
        for i in range(3):
            start = time.perf_counter()
            if not math.isfinite(self.step(i % len(self.batches))):
                raise RuntimeError("the authors' loss is not finite")
            times.append(time.perf_counter() - start)
        return min(times)


    def seconds_per_reinforcement(self):
        """The shortest of two updates by the authors' `ppo.py`: two passes, and five steps."""
        import jax
        import optax
        from crystalformer.reinforce.ppo import make_ppo_loss_fn

        logp = jax.jit(self.logp, static_argnums=7)
        surrogate = make_ppo_loss_fn(self.logp, 0.2)

        @jax.jit
        def step(params, key, state, x, old, pretrained, advantages):
            gradient_of = jax.value_and_grad(surrogate, has_aux=True)
            value, gradient = gradient_of(params, key, x, old, pretrained, advantages)
            gradient = jax.tree_util.tree_map(lambda g: -g, gradient)
            updates, state = self.optimizer.update(gradient, state, params)
            return optax.apply_updates(params, updates), state, value[0]

        times = []
        for i in range(3):  # the first one compiles
            batch = self.batches[i % len(self.batches)]
            self.key, key = jax.random.split(self.key)
            advantages = jax.random.normal(key, (BATCH,))
            params, state = self.state
            start = time.perf_counter()
            old = sum(logp(params, key, *batch, False))
            pretrained = sum(logp(params, key, *batch, False))
            for _ in range(STEPS):
                params, state, value = step(
                    params, key, state, batch, old, pretrained, advantages
                )
            if not math.isfinite(float(value)):
                raise RuntimeError("the authors' objective is not finite")
            times.append(time.perf_counter() - start)
        return min(times[1:])


def seconds_per_reinforcement_here(options):
    command = [options.nucleate, "bench", "--only", "LEARN", "--authors-size"]
    command += ["--threads", str(options.processors)]
    rates = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    if rates["learn.ppoEpochs"] != STEPS:
        raise RuntimeError(f"{rates['learn.ppoEpochs']} steps here, {STEPS} there")
    return BATCH / rates["learn.ppoCrystalsPerSecond"]


def is_held_out(record):
    """Whether Nucleate leaves the crystal for validation."""
    return hashlib.sha256(record["formula"].encode()).digest()[0] < 13


def seconds_per_batch_here(options, records, directory):
    """The shortest of the second and third epoch, for 100 crystals that were learned from."""
    crystals = pathlib.Path(directory) / "crystals.jsonl"
    crystals.write_text("".join(json.dumps(record) + "\n" for record in records))
    learned = sum(not is_held_out(record) for record in records)
    command = [options.nucleate, "pretrain", crystals, "-o", f"{directory}/out", *SIZES]
    command += ["--batch-size", BATCH, "--epochs", 3, "--threads", options.processors]
    lines = subprocess.run(
        [*map(str, command)], stdout=subprocess.PIPE, text=True, check=True
    ).stdout.splitlines()
    epochs = [json.loads(line) for line in lines]
    return min(epoch["seconds"] for epoch in epochs[1:]) * BATCH / learned


def main():
    options = arguments.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.processors])
    records = draw(options)
    authors = Authors(options.checkout, records)
    here, there = [], []
    for _ in range(options.rounds):
        if options.reinforcement:
            there.append(authors.seconds_per_reinforcement())
            here.append(seconds_per_reinforcement_here(options))
        else:
            there.append(authors.seconds_per_batch())
            with tempfile.TemporaryDirectory() as directory:
                here.append(seconds_per_batch_here(options, records, directory))
        print(f"100 crystals: {here[-1]:.2f} s here, {there[-1]:.2f} s there", flush=True)
    print(json.dumps({
        "secondsHere": round(min(here), 3),
        "secondsAuthors": round(min(there), 3),
        "ratio": round(min(there) / min(here), 2),
        "processors": options.processors,
    }))


if __name__ == "__main__":
    main()
