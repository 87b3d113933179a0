"""Compares our validity by LeMat-GenBench's rules with pymatgen and with LeMat-GenBench itself.

From the repository's root, MATERIALS being a (gzipped) file of crystal lines, and LEMAT_GENBENCH a
checkout of the repository LeMaterial/lemat-genbench on GitHub:

    python3 -m venv target/oracles
    target/oracles/bin/pip install pymatgen==2026.10.24 smact==4.0.2 rich
    mvn -q -pl evaluation -am test-compile dependency:build-classpath \
        -Dmdep.outputFile=target/classpath
    target/oracles/bin/python tools/oracles/lemat_validity.py MATERIALS 1000 LEMAT_GENBENCH

Takes a sample of the crystals, and as many again with one element replaced by another at random, so
that a good part is not balanced. Prints one line per check: how many agree, and how many hold by
the original. With --golden FILE it writes the small crystals of the sample
with the original's verdicts, for LematRulesTest.
"""

import argparse
import gzip
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import warnings

warnings.simplefilter("ignore")

from pymatgen.core import Composition, Structure  # noqa: E402
from pymatgen.core.bond_valence import BVAnalyzer  # noqa: E402
from smact.metallicity import metallicity_score  # noqa: E402

import crystal_java  # noqa: E402
import lemat_original  # noqa: E402

GOLDEN_ATOMS_MAX = 12
CELLS = ("primitive", "conventional")


def sample(path, count):
    chance = random.Random(1)
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt") as lines:
        known = [json.loads(line) for line in lines]
    elements = sorted({site["element"] for crystal in known for site in crystal["sites"]})
    chosen = chance.sample(known, count)
    for crystal in chosen:
        yield crystal
    for crystal in chosen:
        present = sorted({site["element"] for site in crystal["sites"]})
        old, new = chance.choice(present), chance.choice(elements)
        sites = [
            {**site, "element": new if site["element"] == old else site["element"]}
            for site in crystal["sites"]
        ]
        yield {**crystal, "sites": sites}


def ours(crystals):
    """What WriteValidity says of each crystal."""
    with tempfile.TemporaryDirectory() as temporary:
        source = pathlib.Path(temporary) / "crystals.jsonl"
        source.write_text("".join(json.dumps(crystal) + "\n" for crystal in crystals))
        command = crystal_java.command(
            "io.nucleate.evaluation.WriteValidity", source, module="evaluation"
        )
        answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in answer.stdout.splitlines()]


def structure(cell):
    return Structure(cell["lattice_vectors"], cell["elements"], cell["frac"])


def valences(primitive):
    try:
        return BVAnalyzer().get_valences(primitive)
    except ValueError:
        return None


def theirs(line, metrics):
    primitive, conventional = (structure(line[cell]) for cell in CELLS)
    return {
        "metal": metallicity_score(Composition(primitive.formula)) > 0.7,
        "bond_valences": valences(primitive),
        **lemat_original.verdict(metrics, primitive, conventional),
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("materials")
    parser.add_argument("count", type=int)
    parser.add_argument("lemat_genbench", type=pathlib.Path)
    parser.add_argument("--golden", type=pathlib.Path)
    options = parser.parse_args()
    metrics = lemat_original.metrics(options.lemat_genbench)
    crystals = list(sample(options.materials, options.count))
    golden, kinds = [], {"known": [], "with another element": []}
    for index, (crystal, line) in enumerate(zip(crystals, ours(crystals), strict=True)):
        original_verdict = theirs(line, metrics)
        kinds["known" if index < options.count else "with another element"].append(
            (line, original_verdict)
        )
        for check, verdict in original_verdict.items():
            if line[check] != verdict:
                print(check, line[check], verdict, json.dumps(crystal), file=sys.stderr)
        if len(line["primitive"]["elements"]) <= GOLDEN_ATOMS_MAX:
            fields = {name: crystal[name] for name in ("space_group", "lattice", "sites")}
            golden.append({**fields, **original_verdict})
    if options.golden:
        lines = [json.dumps(line, separators=(",", ":")) + "\n" for line in golden]
        options.golden.write_text("".join(lines))
    for kind, pairs in kinds.items():
        for check in pairs[0][1]:
            agree = sum(line[check] == verdict[check] for line, verdict in pairs)
            hold = sum(bool(verdict[check]) for _, verdict in pairs)
            print(f"{kind}: {check}: {agree} of {len(pairs)} agree, {hold} hold by the original")
        both = [(line["bond_valences"], verdict["bond_valences"]) for line, verdict in pairs]
        found = sum((mine is None) == (other is None) for mine, other in both)
        print(f"{kind}: whether there are bond valences: {found} of {len(pairs)} agree")


if __name__ == "__main__":
    main()
