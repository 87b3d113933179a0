#!/usr/bin/env python3
"""Compares Nucleate's relaxation with FIRE of ASE and the chgnet package, on the same structures.

    tools/relax_against_ase.py materials.jsonl.gz -n 60              # as they are, and perturbed
    tools/relax_against_ase.py materials.jsonl.gz -n 60 --kinds perturbed --processes 1 -o out.jsonl

Needs a Python with chgnet 0.4.2 and ase (pip install chgnet==0.4.2 ase) and a built Nucleate. Both
sides relax atoms and cell to fmax 0.05 with at most 500 steps, in as many processes of one thread
each; ASE with FIRE and FrechetCellFilter. Loading does not count: ASE's clock starts when the
models are loaded; Nucleate relaxes everything ten times over, and the time of the same command on
a single structure is taken off.
"as they are" are primitive cells of known materials, relaxed by Nucleate within their space groups;
"perturbed" are the same with atoms displaced by 0.1 angstrom in each direction and a strain of 3 %
in each component (both normal deviates), which leaves no symmetry to use.
"""

import argparse
import gzip
import json
import multiprocessing
import os
import pathlib
import random
import subprocess
import tempfile
import time

FMAX, STEPS, REPEATS = 0.05, 500, 10

arguments = argparse.ArgumentParser(
    description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
)
arguments.add_argument("materials", help="known materials as JSON lines, gzipped")
arguments.add_argument("-n", type=int, default=60, help="structures of each kind")
arguments.add_argument(
    "--kinds", nargs="+", default=["as they are", "perturbed"], help="one or both"
)
arguments.add_argument("--max-atoms", type=int, default=20, help="in the primitive cell")
arguments.add_argument("--seed", type=int, default=1)
arguments.add_argument(
    "--processes", type=int, default=os.cpu_count(), help="on each side, with one thread each"
)
arguments.add_argument(
    "-o", "--output", help="a JSON line for each structure, with both sides' results"
)
arguments.add_argument(
    "--nucleate", default=str(pathlib.Path(__file__).parents[1] / "nucleate"), help="the launcher"
)


def write(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def relax_here(command, directory, records, processes):
    """The lines of `nucleate score --relax`, in order, and the seconds it took."""
    shares = [records[i::processes] for i in range(processes)]
    files = [
        write(directory / f"share-{i}.jsonl", share) for i, share in enumerate(shares) if share
    ]
    start = time.perf_counter()
    running = [
        subprocess.Popen([*command, str(file)], stdout=subprocess.PIPE, text=True) for file in files
    ]
    outputs = [
        [json.loads(line) for line in process.communicate()[0].splitlines()] for process in running
    ]
    seconds = time.perf_counter() - start
    return [outputs[i % processes][i // processes] for i in range(len(records))], seconds


def load():
    global calculator
    import torch
    from chgnet.model.dynamics import CHGNetCalculator
    from chgnet.model.model import CHGNet

    torch.set_num_threads(1)
    calculator = CHGNetCalculator(CHGNet.load(use_device="cpu", verbose=False), use_device="cpu")


def relax_ase(record):
    from ase import Atoms
    from ase.filters import FrechetCellFilter
    from ase.optimize import FIRE

    structure = record["structure"]
    atoms = Atoms(
        structure["elements"],
        scaled_positions=structure["frac"],
        cell=structure["lattice_vectors"],
        pbc=True,
    )
    atoms.calc = calculator
    optimizer = FIRE(FrechetCellFilter(atoms), logfile=None)
    try:
        converged = bool(optimizer.run(fmax=FMAX, steps=STEPS))
        return {
            "energy_ev_per_atom": float(atoms.get_potential_energy()) / len(atoms),
            "converged": converged,
            "steps": optimizer.nsteps,
        }
    except (
        Exception
    ) as error:  # an isolated atom, a cell without volume: the other structures go on
        return {"error": str(error)}


def perturbed(structure, generator):
    import numpy

    lattice = numpy.array(structure["lattice_vectors"])
    displacements = numpy.array(
        [[generator.gauss(0, 0.1) for _ in range(3)] for _ in structure["frac"]]
    )
    strain = numpy.array([[generator.gauss(0, 0.03) for _ in range(3)] for _ in range(3)])
    frac = numpy.array(structure["frac"]) + displacements @ numpy.linalg.inv(lattice)
    strained = lattice @ (numpy.eye(3) + (strain + strain.T) / 2)
    return {
        "lattice_vectors": strained.tolist(),
        "elements": structure["elements"],
        "frac": frac.tolist(),
    }


def side(results, seconds):
    converged = [result for result in results if result.get("converged")]
    steps = sum(result["steps"] for result in converged) / max(1, len(converged))
    return f"{len(results) / seconds:.2f} | {len(converged)} | {steps:.1f}"


def main():
    options = arguments.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    with gzip.open(options.materials, "rt") as lines:
        small = [json.loads(line) for line in lines]
    small = [material for material in small if material["n_atoms"] <= options.max_atoms]
    generator = random.Random(options.seed)
    crystals = [
        {key: material[key] for key in ("material_id", "space_group", "lattice", "sites")}
        for material in generator.sample(small, options.n)
    ]
    everything = []
    with (
        tempfile.TemporaryDirectory() as temporary,
        multiprocessing.get_context("spawn").Pool(options.processes, load) as pool,
    ):
        directory = pathlib.Path(temporary)
        score = [options.nucleate, "score", "--device", "cpu"]
        relax = [*score, "--relax", "--fmax", str(FMAX), "--max-steps", str(STEPS)]
        atoms = [line["structure"] for line in relax_here(score, directory, crystals, 1)[0]]
        pool.map(relax_ase, [{"structure": atoms[0]}] * options.processes, chunksize=1)
        print(
            "| structures | side | structures/s | converged | steps | ratio |"
            "\n|---|---|---|---|---|---|"
        )
        for kind in options.kinds:
            if kind == "perturbed":
                given = [perturbed(structure, generator) for structure in atoms]
                lines = given
            else:
                given, lines = atoms, crystals
            start = time.perf_counter()
            theirs = pool.map(
                relax_ase, [{"structure": structure} for structure in given], chunksize=1
            )
            their_seconds = time.perf_counter() - start
            _, start_up = relax_here(
                relax, directory, [lines[0]] * options.processes, options.processes
            )
            ours, our_seconds = relax_here(relax, directory, lines * REPEATS, options.processes)
            ours, our_seconds = ours[: len(lines)], (our_seconds - start_up) / REPEATS
            print(f"| {kind} | ASE | {side(theirs, their_seconds)} | |")
            ratio = their_seconds / our_seconds
            print(f"| | Nucleate | {side(ours, our_seconds)} | **{ratio:.1f}** |")
            both = [
                (a, b) for a, b in zip(ours, theirs) if a.get("converged") and b.get("converged")
            ]
            differences = [
                1000 * (a["energy_ev_per_atom"] - b["energy_ev_per_atom"]) for a, b in both
            ]
            apart = [difference for difference in differences if abs(difference) > 5]
            lower = sum(difference < 0 for difference in apart)
            median = sorted(map(abs, differences))[len(differences) // 2]
            print(
                f"\n{kind}: {len(both)} converged on both sides,"
                f" {len(both) - len(apart)} of them within 5 meV/atom;"
                f" Nucleate lower by more in {lower}, higher in {len(apart) - lower};"
                f" median difference {median:.2f} meV/atom\n"
            )
            for crystal, structure, line, a, b in zip(crystals, given, lines, ours, theirs):
                results = [
                    {
                        key: result.get(key)
                        for key in ("energy_ev_per_atom", "converged", "steps", "error")
                    }
                    for result in (a, b)
                ]
                everything.append(
                    {
                        "material_id": crystal["material_id"],
                        "kind": kind,
                        "input": line,
                        "structure": structure,
                    }
                    | {"nucleate": results[0], "ase": results[1]}
                )
    if options.output:
        write(pathlib.Path(options.output), everything)


if __name__ == "__main__":
    main()
