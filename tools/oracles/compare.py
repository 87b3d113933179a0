"""Compares our cells and files with what moyo, spglib, ASE and pymatgen make of them.

From the repository's root, MATERIALS being a (gzipped) file of crystal lines:

    python3 -m venv target/oracles
    target/oracles/bin/pip install numpy ase moyopy spglib pymatgen
    mvn -q -pl crystal test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
    target/oracles/bin/python tools/oracles/compare.py MATERIALS 500

Prints one line per check: how many of the crystals agree. Space groups are found in the primitive
cell that we expand a crystal to, with a tolerance of 0.01 angstrom. Files agree when the cell and
every atom are within 0.001 angstrom of our structure line. Info agrees when the data items of a CIF
and the keys of an extended XYZ file are read as they were given, and without a warning.
"""

import collections
import gzip
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import warnings

import ase.io
import moyopy
import numpy
import spglib
from ase.data import atomic_numbers
from pymatgen.core import Structure
from pymatgen.io.cif import CifFile

import crystal_java

TOLERANCE = 1e-3
INFO = {
    "energy_above_hull_ev_per_atom": -0.0125,
    "potential": "chgnet-0.3.0",
    "note": "it's a note",
}


def sample(path, count):
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt") as lines:
        return random.Random(1).sample(list(lines), count)


def write_formats(lines, directory):
    source = directory / "crystals.jsonl"
    source.write_text("".join(lines))
    command = crystal_java.command("io.nucleate.crystal.io.WriteFormats", source, directory)
    subprocess.run(command, check=True)


def same(vectors, numbers, frac, expected):
    """Tells whether a cell and its atoms are the expected ones.

    Cells are compared by their lengths and angles, atoms in any order, modulo the lattice.
    """
    metric = numpy.array(vectors) @ numpy.array(vectors).T
    cell = numpy.array(expected["lattice_vectors"])
    scale = numpy.sqrt(numpy.trace(cell @ cell.T))
    if (
        len(numbers) != len(expected["elements"])
        or numpy.abs(metric - cell @ cell.T).max() > TOLERANCE * scale
    ):
        return False
    wanted = numpy.array([atomic_numbers[symbol] for symbol in expected["elements"]])
    difference = numpy.array(frac)[:, None, :] - numpy.array(expected["frac"])[None, :, :]
    difference -= numpy.rint(difference)
    distance = numpy.linalg.norm(difference @ cell, axis=-1)
    distance[numpy.array(numbers)[:, None] != wanted[None, :]] = numpy.inf
    nearest = distance.argmin(axis=1)
    return len(set(nearest)) == len(numbers) and distance.min(axis=1).max() < TOLERANCE


def space_groups(structure):
    numbers = [atomic_numbers[symbol] for symbol in structure["elements"]]
    cell = (structure["lattice_vectors"], structure["frac"], numbers)
    moyo = moyopy.MoyoDataset(moyopy.Cell(*cell), symprec=0.01).number
    return {"moyo": moyo, "spglib": spglib.get_symmetry_dataset(cell, symprec=0.01).number}


def readings(path, kind):
    """The file as ASE and as pymatgen understand it."""
    atoms = ase.io.read(path, format={"cif": "cif", "poscar": "vasp", "extxyz": "extxyz"}[kind])
    yield "ASE", atoms.cell[:], atoms.numbers, atoms.get_scaled_positions(wrap=False)
    if kind != "extxyz":
        structure = Structure.from_str(path.read_text(), fmt=kind)
        yield "pymatgen", structure.lattice.matrix, structure.atomic_numbers, structure.frac_coords


def infos(path, kind):
    """What the readers find of the info that was written, by reader."""
    if kind == "extxyz":
        yield "ASE", ase.io.read(path, format=kind).info
    elif kind == "cif":
        yield "ASE", strip(ase.io.read(path, format=kind, store_tags=True).info)
        yield "pymatgen", strip(next(iter(CifFile.from_str(path.read_text()).data.values())).data)


def strip(items):
    return {name.removeprefix("_nucleate_"): value for name, value in items.items()}


def has_info(info):
    def equal(value, expected):
        return float(value) == expected if isinstance(expected, float) else value == expected

    return all(name in info and equal(info[name], value) for name, value in INFO.items())


def main(path, count):
    warnings.simplefilter("ignore")
    lines = sample(path, count)
    agreeing = collections.Counter()
    with tempfile.TemporaryDirectory() as temporary:
        directory = pathlib.Path(temporary)
        write_formats(lines, directory)
        for index, line in enumerate(lines, start=1):
            checks = {}
            primitive = json.loads((directory / f"{index}.structure.primitive").read_text())
            for finder, number in space_groups(primitive).items():
                checks[f"space group, {finder}"] = number == json.loads(line)["space_group"]
            for suffix in ("", ".primitive"):
                expected = json.loads((directory / f"{index}.structure{suffix}").read_text())
                for kind in ("cif", "poscar", "extxyz"):
                    file = directory / f"{index}.{kind}{suffix}"
                    for reader, *reading in readings(file, kind):
                        checks[f"{kind}{suffix}, {reader}"] = same(*reading, expected)
                    with warnings.catch_warnings(record=True) as caught:
                        warnings.simplefilter("always")
                        for reader, info in infos(file, kind):
                            checks[f"info of {kind}{suffix}, {reader}"] = has_info(info)
                    if kind != "poscar":
                        checks[f"no warning of the info of {kind}{suffix}"] = not caught
            for check, agrees in checks.items():
                agreeing[check] += agrees
                if not agrees:
                    print(f"{check} differs: {line.strip()}", file=sys.stderr)
    for check, number in sorted(agreeing.items()):
        print(f"{check}: {number} of {count}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
