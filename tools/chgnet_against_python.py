#!/usr/bin/env python3
"""Compares the speed of Nucleate's CHGNet with that of the chgnet package.

    tools/chgnet_against_python.py materials.jsonl.gz -n 200

Prints the rates of both on the same structures. Needs a Python with chgnet 0.4.2
(pip install chgnet==0.4.2) and a built Nucleate. Each side is one process of one thread. The
package is asked one by one and in batches of 16, and its better rate counts. Nucleate evaluates
10,000 structures, those of the sample over and over, each time strained anew by up to 3 %. A
strained structure has less symmetry than the package's, so the ratio is rather too low.
"""

import argparse
import gzip
import json
import os
import pathlib
import random
import subprocess
import tempfile
import time

HOME = pathlib.Path(__file__).parents[1]
NUMBER = 10_000

arguments = argparse.ArgumentParser(
    description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
)
arguments.add_argument("materials", help="known materials as JSON lines, gzipped")
arguments.add_argument("-n", type=int, default=200, help="structures")
arguments.add_argument("--max-atoms", type=int, default=20, help="in the primitive cell")
arguments.add_argument("--seed", type=int, default=1)
arguments.add_argument("--java", default="java")


def rate_here(options, what, file):
    """Structures per second of Nucleate's soak, start-up left out."""
    classpath = f"{HOME}/cli/target/cli.jar:{HOME}/cli/target/lib/*"
    jvm = [options.java, "-Xmx1g", "-Dai.djl.pytorch.num_threads=1", "-cp", classpath]
    soak = ["bench", "--only", "SOAK", "--device", "cpu", "--structures", str(file)]
    size = ["--quantities", what, "--evaluations", str(NUMBER)]
    command = [*jvm, "io.nucleate.cli.Main", *soak, *size]
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    return json.loads(output.splitlines()[-1])["soak.structuresPerSecond"]


def rate_of_package(model, structures, task):
    rates = []
    for batch_size in (1, 16):
        model.predict_structure(structures[:batch_size], task=task, batch_size=batch_size)
        start = time.perf_counter()
        model.predict_structure(structures, task=task, batch_size=batch_size)
        rates.append(len(structures) / (time.perf_counter() - start))
    return max(rates)


def main():
    options = arguments.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    import torch
    from chgnet.model.model import CHGNet
    from pymatgen.core import Structure

    torch.set_num_threads(1)
    with gzip.open(options.materials, "rt") as lines:
        materials = [
            material
            for material in map(json.loads, lines)
            if material["n_atoms"] <= options.max_atoms
        ]
    crystals = random.Random(options.seed).sample(materials, options.n)
    with tempfile.TemporaryDirectory() as directory:
        file = pathlib.Path(directory) / "sample.jsonl"
        file.write_text("".join(json.dumps(crystal) + "\n" for crystal in crystals))
        scored = subprocess.run(
            [HOME / "nucleate", "score", "--device", "cpu", file], stdout=subprocess.PIPE, text=True
        ).stdout
        atoms = [json.loads(line)["structure"] for line in scored.splitlines()]
        structures = [Structure(a["lattice_vectors"], a["elements"], a["frac"]) for a in atoms]
        model = CHGNet.load(use_device="cpu", verbose=False)
        mean = sum(len(structure["frac"]) for structure in atoms) / len(atoms)
        print(f"{len(atoms)} structures, {mean:.1f} atoms\n")
        print("| structures/s, one thread | chgnet package | Nucleate | ratio |\n|---|---|---|---|")
        for name, task, what in (
            ("energies", "e", "ENERGY"),
            ("with forces and stress", "efs", "ENERGY_FORCES_STRESS"),
        ):
            theirs = rate_of_package(model, structures, task)
            ours = rate_here(options, what, file)
            print(f"| {name} | {theirs:.0f} | {ours:.0f} | **{ours / theirs:.1f}** |")


if __name__ == "__main__":
    main()
