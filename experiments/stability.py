#!/usr/bin/env python3
"""Learns stability in many ways from one policy, and measures what each way is worth.

    experiments/stability.py materials.jsonl.gz -o stability --arms plain guards all
    experiments/stability.py materials.jsonl.gz -o stability --candidates 20000 --seeds 1 2 3 \\
        --arms temperature best-of-n guards strata elite pessimistic relaxed all
    experiments/stability.py materials.jsonl.gz -o stability --candidates 20000 --name frontier \\
        --arms repeats-1 repeats-0.7 repeats-0.5 repeats-0.25
    experiments/stability.py materials.jsonl.gz -o stability --candidates 20000 --name staleness \\
        --arms staleness-0 staleness-4 staleness-16 staleness-64 naive-0 naive-4 naive-16 naive-64
    experiments/stability.py materials.jsonl.gz -o stability --candidates 20000 --name batch \\
        --arms guards batch-512 batch-1024
    experiments/stability.py --list

Protocol: fresh crystals are drawn as runs draw, at temperature 1 and without radioactive elements,
but for arms that are about drawing. They are evaluated as drawn and relaxed within their space
groups by CHGNet, which also pays the runs; SevenNet-0 judges those below 0.1 eV/atom. Each seed is
that of a run and of the crystals. Tables give the mean over the seeds, the least and the greatest.

Writes NAME.md, NAME-curves.svg (crystals as they were drawn in the runs) and NAME-frontier.svg to
the directory. What is computed stays there; start a command again to go on, or with other arms.
"""

import dataclasses
import sys

from chart import crosses, curves
from measures import measured, share, spread, table
from study import AS_RUNS_DRAW, WITHOUT_GUARDS, Study, arguments, computed, lines, with_budget
from study import write
from make_pictures import WINDOW_CRYSTALS, moving_share  # study knows where it is

START = "start"
COLUMNS = 4


@dataclasses.dataclass(frozen=True)
class Arm:
    """A way to get crystals: a run with settings, and how its policy is drawn from.

    settings: of the run, beside SIMPLE; None if nothing is learned
    words: further options of the run
    run: the arm whose run it is, if not its own
    draws: options of generate
    picks: whether the best of many draws are picked
    """

    says: str
    settings: dict | None = None
    words: tuple = ()
    run: str | None = None
    draws: tuple = AS_RUNS_DRAW
    picks: bool = False


# All arms but those that say so compare all crystals with one another, and price them as drawn.
SIMPLE = {
    "learning.strata": "none",
    "scoring.relaxation.stepsMax": 0,
    "scoring.ehull.belowHullMaxEvPerAtom": 0.2,
}
SHARP = ("--without", "radioactive")
SHIPPED = {
    "learning.strata": "sites,chemistry",
    "scoring.relaxation.stepsMax": 5,
    "scoring.ehull.belowHullMaxEvPerAtom": 0.1,
}
SITES_RELAXED = {"learning.strata": "sites", "scoring.relaxation.stepsMax": 5}
STRATA = {"learning.strata": "sites,chemistry"}
LOOSE_STRATA = STRATA | {"learning.strataPull": 0}
# A run must be allowed as many candidates on their way as the learner waits for.
WINDOW = {"learning.window": 512, "learning.choice": "variance", "sampling.aheadMax": 640}
ELITE = {"learning.elite.size": 300, "learning.elite.share": 0.1}
PESSIMISTIC = {"scoring.pessimistic": "true"}
PAPER = {
    "learning.algorithm": "ppo",
    "learning.klPenalty": 0.1,
    "learning.batchSize": 1000,
    "learning.epochs": 5,
    "learning.learningRate": 1e-4,
    "learning.repeats.factor": 1,
    "learning.stalenessMax": 1,
    "sampling.aheadMax": 1063,
}
# What waits for the learner grows old: so many batches of 128 ahead make crystals so many versions
# old. With the least room, those that a window needs, they are at most one.
FRESH = {"sampling.aheadMax": 191}


def ahead(versions, algorithm="nucleate"):
    """An arm whose crystals are some versions old when they are learned from."""
    return Arm(
        f"{algorithm}, with crystals {versions} versions old",
        {
            "learning.algorithm": algorithm,
            "sampling.aheadMax": 128 * versions + 64,
            "learning.stalenessMax": 2 * versions,
        },
    )


def batch(size, learning_rate):
    """An arm with larger batches, as many crystals and as many steps on each."""
    return Arm(
        f"batches of {size} at a learning rate of {learning_rate}",
        {
            "learning.batchSize": size,
            "learning.learningRate": learning_rate,
            "sampling.aheadMax": 320 * size // 128,
        },
    )


def algorithm(name):
    return Arm(f"learning.algorithm={name}", {"learning.algorithm": name})


def repeats(factor):
    return Arm("strength of the repeat discount", {"learning.repeats.factor": factor})


ARMS = {
    START: Arm("the policy before it learns"),
    "temperature": Arm("nothing learned; the temperatures of generate's defaults", draws=SHARP),
    "temperature-0.7": Arm(
        "nothing learned; all parts at 0.7", draws=("--temperature", "0.7", *SHARP)
    ),
    "best-of-n": Arm("nothing learned; the best of many by energy as drawn", picks=True),
    "plain": Arm("the reward without guards", WITHOUT_GUARDS),
    "guards": Arm("the reward with its guards", {}),
    "without-ignorance": Arm("no price of ignorance", {"scoring.ehull.ignorance": 0}),
    "without-below-hull": Arm(
        "far below the hull abstains from 0.5 eV/atom on",
        {name: WITHOUT_GUARDS[name] for name in WITHOUT_GUARDS if "belowHull" in name},
    ),
    "without-element-shares": Arm("no bound on elements", {"learning.elementShareMax": 0}),
    "guards-temperature": Arm(
        "the policy of guards, at generate's defaults", run="guards", draws=SHARP
    ),
    "strata": Arm("advantages within sites and chemistry", STRATA),
    "sites": Arm("advantages within sites", {"learning.strata": "sites"}),
    "shipped": Arm(
        "a run as shipped", SHIPPED, words=("--reward", "ehull + 2*charge-balanced")
    ),
    "shipped-once": Arm(
        "the same, one gradient step for each batch",
        SHIPPED | {"learning.epochs": 1},
        words=("--reward", "ehull + 2*charge-balanced"),
    ),
    "sites-relaxed": Arm("within sites, five steps", SITES_RELAXED),
    "sites-relaxed-temperature": Arm(
        "the policy of sites-relaxed, at generate's defaults", run="sites-relaxed", draws=SHARP
    ),
    "sites-relaxed-balanced": Arm(
        "the same, paid for balanced charges too",
        SITES_RELAXED,
        words=("--reward", "ehull + 0.5*charge-balanced"),
    ),
    "sites-relaxed-if-balanced": Arm(
        "the same, paid for nothing else than balanced charges",
        SITES_RELAXED,
        words=("--reward", "ehull if charge-balanced"),
    ),
    "sites-relaxed-pessimistic": Arm(
        "sites-relaxed, the worse of two potentials pays", SITES_RELAXED | PESSIMISTIC
    ),
    "sites-temperature": Arm(
        "the policy of sites, at generate's defaults", run="sites", draws=SHARP
    ),
    "strata-loose": Arm("the same, shares not pulled back", LOOSE_STRATA),
    "window": Arm("128 that vary most of 512", WINDOW),
    "window-top": Arm("the best 128 of 512", WINDOW | {"learning.choice": "top"}),
    "window-random": Arm("any 128 of 512", WINDOW | {"learning.choice": "random"}),
    "elite": Arm("elite replay", ELITE),
    "pessimistic": Arm("the worse of two potentials pays", PESSIMISTIC),
    "relaxed": Arm("five steps of relaxation", {"scoring.relaxation.stepsMax": 5}),
    "all": Arm("strata, elite, pessimistic", STRATA | ELITE | PESSIMISTIC),
    "all-window": Arm(
        "strata not pulled back, window, elite, pessimistic",
        LOOSE_STRATA | WINDOW | ELITE | PESSIMISTIC,
    ),
    "all-temperature": Arm("the policy of all, at generate's defaults", run="all", draws=SHARP),
    "naive": algorithm("naive"),
    "staleness-0": Arm("nucleate, with fresh crystals", FRESH),
    "naive-0": Arm("naive, with fresh crystals", FRESH | {"learning.algorithm": "naive"}),
    **{f"staleness-{versions}": ahead(versions) for versions in (4, 16, 64)},
    **{f"naive-{versions}": ahead(versions, "naive") for versions in (4, 16, 64)},
    # The rate grows with the root of the batch, as suits Adam (arXiv 2205.10287), or not at all.
    "batch-512": batch(512, 6e-4),
    "batch-1024": batch(1024, 8.5e-4),
    "batch-512-rate": batch(512, 3e-4),
    "batch-1024-rate": batch(1024, 3e-4),
    "ppo": Arm("as in the paper of CrystalFormer-RL, without guards", WITHOUT_GUARDS | PAPER),
    "group-relative": algorithm("group-relative"),
    "leave-one-out": algorithm("leave-one-out"),
    "trajectory-balance": algorithm("trajectory-balance"),
    "dpo": algorithm("dpo"),
    "ipo": algorithm("ipo"),
    "supervised": algorithm("supervised"),
    "repeats-1": repeats(1),
    "repeats-0.7": repeats(0.7),
    "repeats-0.5": Arm("the strength of a run as shipped", run="guards", settings={}),
    "repeats-0.25": repeats(0.25),
}


def parsed():
    """Returns the options; prints the arms instead, if that is asked."""
    if "--list" in sys.argv:
        for name, arm in ARMS.items():
            print(f"{name:28}{arm.says}")
        sys.exit()
    parser = with_budget(arguments(__doc__))
    parser.add_argument("--list", action="store_true", help="print the arms and end")
    parser.add_argument(
        "--arms", nargs="+", choices=ARMS, metavar="ARM", default=["plain", "guards", "all"]
    )
    parser.add_argument("--best-of", type=int, default=20, help="draws for each that is picked")
    parser.add_argument("--name", default="stability", help="of the table and the charts")
    options = parser.parse_args()
    options.arms = [START, *(name for name in options.arms if name != START)]
    return options


def best(crystals, count):
    """Writes the crystals of lowest energy as drawn, those without warning; returns their file."""
    path = crystals.with_name("picked.jsonl")
    if not path.exists():
        scored = crystals.with_name("scored.jsonl")
        words = ["score", crystals]
        trusted = [
            (line["energy_above_hull_ev_per_atom"], number)
            for number, line in enumerate(lines(computed(scored, *words, failures_allowed=True)))
            if "error" not in line and "warnings" not in line
        ]
        drawn = crystals.read_text().splitlines(keepends=True)
        write(path, "".join(drawn[number] for _, number in sorted(trusted)[:count]))
        scored.unlink()
    return path


def run_of(study, name, seed):
    """Returns the directory of an arm's run."""
    arm = ARMS[name]
    owner = arm.run or name
    return study.learned(owner, seed, ARMS[owner].words, SIMPLE | ARMS[owner].settings)


def sample(study, name, seed):
    """Returns an arm's evaluated crystals."""
    arm, options = ARMS[name], study.options
    learns = arm.settings is not None or arm.run
    weights = run_of(study, name, seed) / "policy.safetensors" if learns else None
    crystals = study.directory / name / str(seed) / "crystals.jsonl"
    count = options.n * options.best_of if arm.picks else options.n
    crystals = study.drawn(crystals, seed, weights, count, arm.draws)
    return study.sample(best(crystals, options.n) if arm.picks else crystals)


def costs(study, name, runs):
    """Returns what a column cost, and what its runs say of themselves."""
    if not runs:
        priced = study.options.best_of * study.options.n if ARMS[name].picks else 0
        return [f"{priced:,}", "0", "–", "–", "–"]
    summaries = [run["summary"] for run in runs]
    return [
        spread([summary["candidates"] for summary in summaries], 0),
        spread([summary["policyVersions"] for summary in summaries], 0),
        spread([summary["seconds"] / 60 for summary in summaries]),
        spread([100 * summary["distinctFractionLast"] for summary in summaries]),
        spread([distance(run["versions"]) for run in runs]),
    ]


COSTS = [
    "crystals priced before",
    "versions of the policy",
    "minutes",
    "distinct among the run's last, %",
    "distance from the start, nats",
]


def distance(versions):
    """Returns the newest distance from the start that a learner has told of."""
    told = [row["learner"]["klToPretrained"] for row in versions if row["learner"]]
    return told[-1] if told else None


def main():
    options = parsed()
    study = Study(options, "minutes", "candidates", "best_of")
    samples = {
        name: [sample(study, name, seed) for seed in options.seeds] for name in options.arms
    }
    runs = {
        name: [
            lines(run_of(study, name, seed) / "run.json")[0]
            for seed in options.seeds
            if ARMS[name].settings is not None or ARMS[name].run
        ]
        for name in options.arms
    }
    report(study, samples, runs)


def report(study, samples, runs):
    """Prints and writes the tables, and writes the charts."""
    name, arms = study.options.name, study.options.arms[1:]
    text = []
    for begin in range(0, len(arms) or 1, COLUMNS):
        columns = [START, *arms[begin : begin + COLUMNS]]
        of_runs = zip(COSTS, *(costs(study, column, runs[column]) for column in columns))
        rows = measured({column: samples[column] for column in columns}, START)
        text.append(table(["", *columns], [*rows, *of_runs]))
    write(study.directory / f"{name}.md", "\n".join(text))
    print("\n".join(text))
    lines_of_runs = {
        arm: [line for line in (curve(run["versions"]) for run in runs[arm]) if line]
        for arm in filter(has_curve, arms)
    }
    lines_of_runs = {arm: group for arm, group in lines_of_runs.items() if group}
    if lines_of_runs:
        chart = curves(
            "Crystals less than 0.1 eV/atom above the hull",
            f"% of the last {WINDOW_CRYSTALS:,} crystals as drawn; a line for each seed",
            "crystals scored since the start",
            lines_of_runs,
        )
        write(study.directory / f"{name}-curves.svg", chart)
    chart = crosses(
        "Metastable, unique and novel crystals",
        "% of fresh crystals, relaxed; least and greatest over the seeds",
        "% unique as drawn",
        {arm: place(own) for arm, own in samples.items()},
    )
    write(study.directory / f"{name}-frontier.svg", chart)


def has_curve(name):
    """Whether an arm has a run of its own whose crystals are priced as they were drawn."""
    arm = ARMS[name]
    return not arm.run and "scoring.relaxation.stepsMax" not in (arm.settings or {})


def curve(versions):
    return [(crystals, 100 * below) for crystals, below, _ in moving_share(versions)]


def place(samples):
    """Returns the shares of unique ones and of M.S.U.N., for each seed."""
    unique = [share(sample, lambda crystal: crystal["drawn"]["unique"]) for sample in samples]
    return unique, [share(sample, lambda crystal: crystal["msun"]) for sample in samples]


if __name__ == "__main__":
    main()
