#!/usr/bin/env python3
"""Lets one run go on for long, and measures it again and again: where does learning saturate?

    experiments/week.py materials.jsonl.gz -o week
    experiments/week.py materials.jsonl.gz -o week --candidates 100000 --every 10000 -n 500

After every so many candidates the run is stopped, its policy and discoveries are taken, and fresh
crystals of the policy are drawn as runs draw, relaxed, and judged by SevenNet-0. In the end some of
the discoveries, chosen at random, are relaxed and judged in the same way, and the best are listed.
(A discovery is less than 0.1 eV/atom above the hull as drawn, and no guard fired; each
protostructure counts once.)

Writes week.md, week-learning.svg and week-discoveries.svg to the directory. What is computed stays
there; start the same command again to go on.
"""

import collections
import json
import random
import sys

from chart import curves
from measures import element_shares, measured, msun, share, table
from merit import METASTABLE_EV_PER_ATOM, STABILITY, WHAT, best_by_energy, listed
from study import Study, arguments, lines, nucleate, sets, write

FREQUENT = 5


def advance(study, candidates):
    """Lets the run go on to so many candidates; returns the directory of what it has then."""
    directory = study.directory / str(candidates)
    report = directory / "run.json"
    if not report.exists():
        directory.mkdir(exist_ok=True)
        data = study.directory / "data"
        words = ["--seed", study.options.seed, "--reward", study.options.reward]
        words += sets(dict(setting.split("=", 1) for setting in study.options.set))
        run = study.up(data, words, lambda summary, _: summary["totals"]["scored"] >= candidates)
        taken = ["--policy", directory / "policy.safetensors"]
        taken += ["--discoveries", directory / "discoveries.jsonl", "-n", 10**6]
        taken += ["--energy-above-hull-max", METASTABLE_EV_PER_ATOM]
        nucleate("export", data, *taken, output=sys.stderr)
        write(report, json.dumps(run))
    return directory


def family(discovery):
    """Returns the kind of structure, whatever the elements: space group and Wyckoff letters.

    The letters are those that were drawn; with another origin they can be others.
    """
    letters = collections.Counter(site["wyckoff"] for site in discovery["sites"])
    return f"{discovery['space_group']} " + " ".join(
        f"{letter}{count if count > 1 else ''}" for letter, count in sorted(letters.items())
    )


def frequent(shares):
    return ", ".join(f"{name} {100 * of:.0f} %" for name, of in list(shares.items())[:FREQUENT])


def families(discoveries):
    counts = collections.Counter(map(family, discoveries))
    return {name: count / len(discoveries) for name, count in counts.most_common()}


def growth(steps):
    """Returns rows of a table: what each stretch of the run has discovered anew."""
    seen, before, rows = set(), 0, []
    for candidates, discoveries in steps.items():
        new = [line for line in discoveries if line["protostructure"] not in seen]
        seen.update(line["protostructure"] for line in new)
        row = [f"{candidates:,}", f"{len(seen):,}"]
        row.append(f"{1000 * len(new) / (candidates - before):.0f}")
        before = candidates
        if new:
            elements = [
                {"elements": {site["element"] for site in line["sites"]}} for line in new
            ]
            row.append(f"{share(new, lambda line: line['novelty'] == 'new'):.0f}")
            row += [f"{len(set(map(family, new))):,}", frequent(families(new))]
            row.append(frequent(element_shares(elements)))
        rows.append(row + [""] * (len(HEADER) - len(row)))
    return rows


HEADER = [
    "candidates",
    "discoveries",
    "new ones per 1,000",
    "of these new materials, %",
    "families",
    "most frequent families",
    "most frequent elements",
]


def chosen(study, discoveries):
    """Writes some of the discoveries, chosen at random; returns their file."""
    path = study.directory / "discoveries" / "crystals.jsonl"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        count = min(study.options.judged, len(discoveries))
        picked = random.Random(study.options.seed).sample(discoveries, count)
        fields = ("space_group", "lattice", "sites")
        bare = [json.dumps({field: line[field] for field in fields}) + "\n" for line in picked]
        write(path, "".join(bare))
    return path


def main():
    parser = arguments(__doc__)
    parser.set_defaults(n=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--candidates", type=int, default=100000)
    parser.add_argument("--every", type=int, default=10000, help="candidates between two looks")
    parser.add_argument("--reward", default="ehull + 2*charge-balanced")
    parser.add_argument("--set", action="append", default=[], help="setting of the run, NAME=VALUE")
    parser.add_argument("--judged", type=int, default=300, help="discoveries that are judged")
    parser.add_argument("--top", type=int, default=30, help="best crystals in the report")
    options = parser.parse_args()
    study = Study(options, "seed", "every", "reward", "set", "judged")
    steps = range(options.every, options.candidates + 1, options.every)
    places = {0: study.directory / "0"} | {count: advance(study, count) for count in steps}
    report(study, places)


def report(study, places):
    """Prints and writes the tables, and writes the charts."""
    options = study.options
    samples = {}
    for count, directory in places.items():
        weights = directory / "policy.safetensors" if count else None
        crystals = study.drawn(directory / "crystals.jsonl", options.seed, weights)
        samples[f"{count:,}"] = [study.sample(crystals)]
    discovered = {
        count: lines(directory / "discoveries.jsonl")
        for count, directory in places.items()
        if count
    }
    newest = list(discovered.values())[-1]
    picked = chosen(study, newest)
    columns = samples | {"discoveries": [study.sample(picked)]}
    ranked = best_by_energy(study.scored(picked), options.top)
    text = [
        table(["", *columns], measured(columns, "0")),
        table(HEADER, growth(discovered)),
        f"The best of {options.judged} discoveries:\n\n{listed(ranked, WHAT | STABILITY)}",
    ]
    write(options.output / "week.md", "\n".join(text))
    print("\n".join(text))
    learning = [(count, share(samples[f"{count:,}"][0], msun)) for count in places]
    chart = curves(
        "Metastable, unique and novel crystals",
        f"% of {options.n:,} fresh crystals, relaxed",
        "candidates",
        {"M.S.U.N.": [learning]},
    )
    write(options.output / "week-learning.svg", chart)
    found = [(count, len(discoveries)) for count, discoveries in discovered.items()]
    chart = curves(
        "Discoveries", "protostructures so far", "candidates", {"discoveries": [[(0, 0), *found]]}
    )
    write(options.output / "week-discoveries.svg", chart)


if __name__ == "__main__":
    main()
