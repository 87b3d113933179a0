"""Lets ASE and pymatgen read what `nucleate export` wrote of a run that has stopped.

From the repository's root:

    pip install ase pymatgen
    python3 tools/oracles/read_export.py DATA_DIR [N]

Exports the best N crystals (default 100) in every format, in one file and in a file each, and
prints one line per check: how many crystals agree. Composition and cell must be those of the
crystal lines; atoms of CIF (expanded by the operations in it), POSCAR and extended XYZ must match
one another within 0.001 (RMS over the cube root of the volume per atom). The fields beside a
geometry must be those of the table. Exits with 1 if anything disagrees.
"""

import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

import ase.io
from pymatgen.analysis.structure_matcher import StructureMatcher
from pymatgen.core import Composition, Structure
from pymatgen.io.ase import AseAtomsAdaptor
from pymatgen.io.cif import CifParser

HOME = pathlib.Path(__file__).resolve().parents[2]
RMS_MAX = 1e-3
NUMBERS = ("energy_above_hull_ev_per_atom", "formation_energy_ev_per_atom", "reference_phases")
WORDS = ("id", "formula", "novelty", "potential")


def export(data_dir, target, kind, count):
    verb = [HOME / "nucleate", "export", data_dir, "--discoveries", target]
    options = ["--format", kind, "-n", str(count)]
    subprocess.run(verb + options, check=True, stdout=subprocess.DEVNULL)


def files(directory, suffix):
    return sorted(pathlib.Path(directory).glob("*" + suffix))


def read_all(directory):
    """Every reading of the crystals, best first, by name."""
    adapt = AseAtomsAdaptor.get_structure
    cif, extxyz = directory / "all.cif", directory / "all.extxyz"
    yield "ASE, CIF with all", [adapt(atoms) for atoms in ase.io.read(cif, index=":")]
    yield "pymatgen, CIF with all", list(CifParser(cif).parse_structures(primitive=False))
    yield "ASE, extended XYZ with all", [adapt(atoms) for atoms in ase.io.read(extxyz, index=":")]
    cifs = files(directory / "cif", ".cif")
    frames = files(directory / "extxyz", ".extxyz")
    poscars = files(directory / "poscar", ".vasp")
    yield "ASE, a CIF each", [adapt(ase.io.read(path)) for path in cifs]
    yield "pymatgen, a CIF each", [Structure.from_file(path) for path in cifs]
    yield "ASE, an extended XYZ each", [adapt(ase.io.read(path)) for path in frames]
    yield "ASE, a POSCAR each", [adapt(ase.io.read(path, format="vasp")) for path in poscars]
    yield "pymatgen, a POSCAR each", [
        Structure.from_str(path.read_text(), fmt="poscar") for path in poscars
    ]


def same_cell(structure, line):
    parameters = zip(line["lattice"], structure.lattice.parameters, strict=True)
    formula = Composition(line["formula"]).reduced_formula
    same_lengths_and_angles = all(abs(ours - theirs) < 1e-4 for ours, theirs in parameters)
    return structure.composition.reduced_formula == formula and same_lengths_and_angles


def same_fields(atoms, row):
    numbers = [abs(float(atoms.info[name]) - float(row[name])) < 1e-9 for name in NUMBERS]
    return all(numbers) and all(str(atoms.info[name]) == row[name] for name in WORDS)


def main(data_dir, count):
    warnings.filterwarnings("ignore")  # pymatgen on rounded coordinates
    right = True
    with tempfile.TemporaryDirectory() as temporary:
        directory = pathlib.Path(temporary)
        for kind in ("cif", "extxyz", "csv", "jsonl"):
            export(data_dir, directory / f"all.{kind}", kind, count)
        for kind in ("cif", "extxyz", "poscar"):
            export(data_dir, f"{directory / kind}/", kind, count)
        lines = [json.loads(line) for line in (directory / "all.jsonl").open()]
        rows = list(csv.DictReader((directory / "all.csv").open()))
        frames = ase.io.read(directory / "all.extxyz", index=":")
        fields = sum(same_fields(atoms, row) for atoms, row in zip(frames, rows, strict=True))
        print(f"fields of extended XYZ as in the table: {fields} of {len(lines)}")
        right &= fields == len(lines)
        matcher = StructureMatcher(primitive_cell=False, scale=False)
        first = None
        for name, structures in read_all(directory):
            first = first or structures
            cells = sum(same_cell(*pair) for pair in zip(structures, lines, strict=True))
            pairs = zip(first, structures, strict=True)
            distances = [matcher.get_rms_dist(*pair) for pair in pairs]
            atoms = sum(rms is not None and rms[0] < RMS_MAX for rms in distances)
            print(f"{name}: cell and composition {cells}, atoms {atoms} of {len(lines)}")
            right &= cells == atoms == len(lines)
    return 0 if right and lines else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100))
