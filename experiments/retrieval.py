#!/usr/bin/env python3
"""Measures whether learning dielectrics draws known ones out of a policy.

    experiments/retrieval.py materials.jsonl.gz dielectric.jsonl.gz -o retrieval --candidates 20000

As in the paper of CrystalFormer-RL: crystals of space group 225 alone, -n of them (there 1,000),
relaxed; the potential keeps what it puts below 0.1 eV/atom; of the 50 with the highest figure of
merit, how many are known? (There 24 of 26.) And what the paper does not give: of the known
materials with a high figure of merit, how many are among the first k crystals, before and after,
those held out of the policy's training apart. Two sets of them: measured, with dielectric constants
and gaps from density functional theory; estimated, with both from single points of the known
crystals, as the reward estimates them. Arms: 225, learned and drawn in that group; all, in all.

Writes retrieval.md to the directory. What is computed stays there; start the same command again to
go on.
"""

import gzip
import json

from measures import spread, table
from merit import MERIT, METASTABLE_EV_PER_ATOM, STABILITY, WHAT, best, known_composition
from merit import listed, merit, novel
from study import AS_RUNS_DRAW, Study, arguments, computed, existing, lines, with_budget, write

REWARD = "ehull + 3*fom"
ARMS = {"225": ["--space-group", "225"], "all": []}
PAPER_GROUP = "225"
PAPER_HEADER = ["seed", "", "best", "known", "known composition", "ε × gap, mean, eV"]
HEADER = ["groups", "ε × gap", "materials", "how many", "first k", "recall before, %", "after, %"]
ATOMS_MAX = 20  # as in the policy's training


def unzipped(path):
    with gzip.open(path, "rt") as text:
        yield from map(json.loads, text)


def measured(study):
    """Writes the materials whose dielectric constant and gap are known, with their product."""
    path = study.directory / "measured.jsonl"
    if not path.exists():
        known = (
            material | {"merit": material["eps_electronic"] * material["band_gap"]}
            for material in unzipped(study.options.dielectric)
            if material.get("band_gap") is not None and material["n_atoms"] <= ATOMS_MAX
        )
        write(path, "".join(json.dumps(material) + "\n" for material in known))
    return path


def estimated(study):
    """Writes the stable known crystals with the product of their estimates."""
    path = study.directory / "estimated.jsonl"
    if not path.exists():
        stable = study.directory / "stable.jsonl"
        learnable = (
            material
            for material in unzipped(study.options.known)
            if material["n_atoms"] <= ATOMS_MAX
            and material["e_above_hull"] < METASTABLE_EV_PER_ATOM
        )
        write(stable, "".join(json.dumps(material) + "\n" for material in learnable))
        scores = study.directory / "stable-scored.jsonl"
        computed(scores, "score", stable, failures_allowed=True)
        known = (
            {key: line[key] for key in ("material_id", "space_group", "lattice", "sites")}
            | {"merit": merit(line)}
            for line in lines(scores)
            if "error" not in line
        )
        write(path, "".join(json.dumps(material) + "\n" for material in known))
        scores.unlink()
    return path


def in_group(path, group):
    """Returns a file with those known crystals that an arm can draw."""
    if group not in map(str, range(1, 231)):
        return path
    chosen = path.with_name(f"{path.stem}-{group}.jsonl")
    if not chosen.exists():
        kept = (line for line in lines(path) if str(line["space_group"]) == group)
        write(chosen, "".join(json.dumps(line) + "\n" for line in kept))
    return chosen


def policies(study, arm, seed):
    """Returns the weights before and after learning."""
    run = study.learned(arm, seed, ["--reward", REWARD, *ARMS[arm]], {})
    return {"before": None, "after": run / "policy.safetensors"}


def recall(study, arm, targets, words):
    """Returns rows of a table: recall at k before and after, the spread over the seeds."""
    options = study.options
    known = in_group(targets, arm)
    found = {"before": [], "after": []}
    for seed in options.seeds:
        for time, weights in policies(study, arm, seed).items():
            directory = study.directory / arm / str(seed)
            crystals = directory / f"{time}-many.jsonl"
            study.drawn(crystals, seed, weights, options.many, (*AS_RUNS_DRAW, *ARMS[arm]))
            name = "-".join([time, targets.stem, *(word.strip("-") for word in words)])
            asked = ["--known", known, "--property", "merit", "--above", options.merit, *words]
            path = computed(directory / f"{name}.json", "retrieve", crystals, *asked)
            found[time].append(lines(path)[0])
    count = found["before"][0]["targets"]
    for place, first in enumerate(found["before"][0]["recall"]):
        recalls = (
            [100 * one["recall"][place]["regenerated"]["fraction"] for one in found[time]]
            for time in found
        )
        apart = "held out" if words else "all"
        yield [arm, targets.stem, apart, count, first["k"], *map(spread, recalls)]


def as_the_paper(study):
    """Returns rows that count the known ones among the best, and the best of all seeds' first."""
    options = study.options
    rows, first = [], {}
    for seed in options.seeds:
        for time, weights in policies(study, PAPER_GROUP, seed).items():
            path = study.directory / PAPER_GROUP / str(seed) / f"{time}.jsonl"
            draws = (*AS_RUNS_DRAW, *ARMS[PAPER_GROUP])
            top = best(study.scored(study.drawn(path, seed, weights, words=draws)), options.top)
            known = sum(not novel(line) for line in top)
            mean = sum(map(merit, top)) / len(top) if top else 0
            compositions = sum(map(known_composition, top))
            rows.append([seed, time, len(top), known, compositions, f"{mean:.1f}"])
            first.setdefault(time, top)
    return rows, first


def main():
    parser = arguments(__doc__)
    parser.add_argument("dielectric", type=existing, help="known dielectric constants, gzipped")
    with_budget(parser)
    parser.add_argument("--arms", nargs="+", choices=ARMS, metavar="ARM", default=list(ARMS))
    parser.add_argument("--merit", type=float, default=10, help="what is high, in eV")
    parser.add_argument("--many", type=int, default=10000, help="crystals drawn for the recall")
    parser.add_argument("--top", type=int, default=50, help="best crystals that are looked up")
    options = parser.parse_args()
    study = Study(options, "minutes", "candidates", "dielectric", "merit", "many")
    text = []
    if PAPER_GROUP in options.arms:
        rows, first = as_the_paper(study)
        text.append(table(PAPER_HEADER, rows))
        for time, top in first.items():
            crystals = listed(top, WHAT | MERIT | STABILITY)
            text.append(f"The best {time} learning, seed {options.seeds[0]}:\n\n{crystals}")
    rows = [
        row
        for arm in options.arms
        for targets in (measured(study), estimated(study))
        for words in ([], ["--held-out"])
        for row in recall(study, arm, targets, words)
    ]
    text.append(table(HEADER, rows))
    write(options.output / "retrieval.md", "\n".join(text))
    print("\n".join(text))


if __name__ == "__main__":
    main()
