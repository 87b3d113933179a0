"""Compares the space groups that we find with those of moyo and spglib, on disguised structures.

From the repository's root, MATERIALS being a (gzipped) file of crystal lines:

    python3 -m venv target/oracles
    target/oracles/bin/pip install moyopy spglib
    mvn -q -pl crystal test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
    target/oracles/bin/python tools/oracles/compare_symmetry.py \
        MATERIALS [DISPLACEMENT [TOLERANCE]]

Every crystal is written out in a random cell up to twice the primitive one, with another origin and
order of atoms, each atom displaced by DISPLACEMENT angstrom (default 0) in a random direction. All
three programs get that structure and TOLERANCE (default 0.01 angstrom). Prints how many of our
results agree with each of them and with the file, and the processor time we took; on stderr a JSON
line for each crystal on whose space group not all agree. Letters depend on the origin, which a
group often leaves open; letters are equivalent if they are the file's after a change of origin or
axes that the group allows.
"""

import collections
import json
import logging
import statistics
import subprocess
import sys

import moyopy
import spglib

import crystal_java


def finding(path, displacement, tolerance):
    command = crystal_java.command(
        "io.nucleate.crystal.symmetry.FindSymmetry", path, displacement, tolerance
    )
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            yield json.loads(line)
    if process.returncode:
        raise SystemExit(process.returncode)


def moyo(cell, tolerance):
    dataset = moyopy.MoyoDataset(moyopy.Cell(*cell), symprec=tolerance)
    return dataset.number, dataset.wyckoffs


def spg(cell, tolerance):
    dataset = spglib.get_symmetry_dataset(cell, symprec=tolerance)
    return (None, []) if dataset is None else (dataset.number, dataset.wyckoffs)


def main(path, displacement=0.0, tolerance=0.01):
    logging.disable()  # moyo warns of every cell that its operations do not leave alone
    numbers = {}
    agreeing = collections.Counter()
    nanoseconds = []
    for line in finding(path, displacement, tolerance):
        structure = line["structure"]
        elements = structure["elements"]
        kinds = [numbers.setdefault(element, len(numbers) + 1) for element in elements]
        cell = (structure["lattice_vectors"], structure["frac"], kinds)
        ours = line["found"]["space_group"]
        nanoseconds.append(line["cpu_nanoseconds"])
        agreeing["crystals"] += 1
        agreeing["space group, source"] += ours == line["space_group"]
        agreeing["letters equivalent, source"] += line["equivalent"]
        agreeing["tolerance lowered"] += line["tolerance"] < float(tolerance)
        result = {
            "material_id": line.get("material_id"),
            "source": line["space_group"],
            "ours": ours,
        }
        for name, find in (("moyo", moyo), ("spglib", spg)):
            number, wyckoffs = find(cell, float(tolerance))
            result[name] = number
            agreeing[f"space group, {name}"] += ours == number
            if ours == number:
                letters = collections.Counter(map(" ".join, zip(elements, wyckoffs)))
                agreeing[f"letters, {name}"] += letters == line["letters"]
        agreeing["moyo and spglib"] += result["moyo"] == result["spglib"]
        if not ours == line["space_group"] == result["moyo"] == result["spglib"]:
            print(json.dumps(result | {"tolerance": line["tolerance"]}), file=sys.stderr)
    for check, number in sorted(agreeing.items()):
        print(f"{check}: {number} of {agreeing['crystals']}")
    median, mean = statistics.median(nanoseconds) / 1e6, statistics.mean(nanoseconds) / 1e6
    print(f"processor milliseconds for each: median {median:.3f}, mean {mean:.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
