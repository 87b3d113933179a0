#!/usr/bin/env python3
"""Measures what stale crystals cost a policy, and what a loop that does not wait is worth.

    experiments/staleness.py -o staleness
    experiments/staleness.py -o staleness --parts pace --seeds 1

Parts, none of which needs a broker or a potential:

objective  the decoupled objective (nucleate) against naive PPO (naive), with crystals 0, 4, 16 and
           64 versions old
batch      batches of 128, 512 and 1,024 at equal candidates
pace       a loop that never waits against one that does, with stated times of sampling, scoring and
           learning: crystals learned per second, and how old they are

In the first two a small random policy learns a reward that a formula gives, without a loop, so that
nothing but age or batch differs; the probabilities of all 240 kinds of crystals that it can draw
are known. The third runs the real generator, scorers and learner over topics in memory and in
virtual time. Tables give the mean over the seeds, the least and the greatest.

Writes tables and charts to the directory. What is computed stays there; start the same command
again to go on, or with other parts or seeds.
"""

import argparse
import contextlib
import dataclasses
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

from chart import curves
from measures import spread, table
from study import ROOT, write

LEARNER = "io.nucleate.learner.reinforcement.StalenessStudy"
LOOP = "io.nucleate.simulation.PipelineStudy"

AGES = (0, 4, 16, 64)
OBJECTIVES = ("nucleate", "naive")
BATCH, EPOCHS, RATE = 64, 3, 3e-3
BATCHES = (128, 512, 1024)
# The versions of the end, whose rewards are averaged: one in so many.
END = 10
# Versions on the way, from and to.
COURSE = ((5, 8), (17, 32), (49, 64))

# CrystalFormer-RL: 12 to 24 hours of one A100 for 100 to 200 steps of 1,000 crystals.
PAPER_CRYSTALS, PAPER_SECONDS = 1000, 432


@dataclasses.dataclass(frozen=True)
class Devices:
    """Times of a batch in seconds, each stage on a device of its own.

    fixed: share of the time of sampling that does not depend on the number of crystals
    scorers: devices that share the work of scoring
    """

    says: str
    batch: int
    sampling: float
    scoring: float
    learning: float
    fixed: float = 0
    scorers: int = 1
    small: int = 64  # crystals that are sampled at a time where nobody waits
    room: float = 2.5  # for candidates on their way, in batches; the default of a run

    def one_by_one(self):
        """Returns the seconds of a batch where one stage follows the other."""
        return self.sampling + self.scoring / self.scorers + self.learning

    def ceiling(self):
        """Returns by how much devices that never rest are faster than one after the other."""
        slowest = max(self.sampling, self.scoring / self.scorers, self.learning)
        return self.one_by_one() / slowest

    def setup(self, sampled, ahead, warm_up, versions):
        return {
            "sampling": work(self.sampling * self.fixed, self.sampling, self.batch),
            "scoring": work(0, self.scoring, self.batch),
            "learning": work(0, self.learning, self.batch),
            "scorers": self.scorers,
            "scoringBatch": 16,
            "samplingBatch": sampled,
            "aheadMax": ahead,
            "learningBatch": self.batch,
            "stalenessMax": 1000,
            "warmUp": warm_up,
            "versions": versions,
        }


def work(fixed, seconds, crystals):
    return {"fixedSeconds": fixed, "secondsPerCrystal": (seconds - fixed) / crystals}


def shared(says, sampling, scoring, learning, **more):
    """The paper's time of a batch, shared among the stages in the proportion of the numbers."""
    unit = PAPER_SECONDS / (sampling + scoring + learning)
    times = (part * unit for part in (sampling, scoring, learning))
    return Devices(says, PAPER_CRYSTALS, *times, **more)


DEVICES = {
    "even": shared("paper's time, in equal parts", 1, 1, 1),
    "sampling": shared("paper's time, sampling takes half", 2, 1, 1),
    "authors": shared("paper's time, sampling 2 : learning 1, scoring a tenth of it", 2, 0.1, 1),
    "relaxing": shared("paper's time, scoring takes 8 of 10", 1, 8, 1),
    "relaxing-8": shared("the same, with eight scorers", 1, 8, 1, scorers=8),
    "fixed": shared("even; half of a call of sampling is for any number", 1, 1, 1, fixed=0.5),
    "fixed-whole": shared("the same, whole batches drawn", 1, 1, 1, fixed=0.5, small=1000, room=4),
    "fast": Devices("a second for each stage", 1000, 1, 1, 1),
    # docs/results/speed.md: crystals per second of sampling, energies and three gradient steps.
    "cpu": Devices("rates of one CPU core each", 128, 128 / 856, 128 / 2184, 128 / 96),
}
WARM_UP = 6  # versions until queues are as long as they stay
ROOMS = (1.1, 1.25, 1.5, 2, 2.5, 4)
SYNCHRONOUS, OVERLAPPED = "synchronous", "one batch"


def parsed():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parts = {"objective": objective, "batch": batch, "pace": pace}
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True, help="directory")
    parser.add_argument("--parts", nargs="+", choices=parts, default=list(parts), metavar="PART")
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument(
        "--candidates", type=int, default=8192, help="learned from, in objective and batch"
    )
    parser.add_argument("--versions", type=int, default=12, help="that pace measures")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    return options, [parts[name] for name in options.parts]


class Programs:
    """The parts in Java: each answers a JSON line with another one. They are started when asked."""

    def __init__(self, directory, stack):
        self.directory = directory
        self.stack = stack
        self.running = {}

    def answer(self, program, name, question):
        """Returns the answer to a question, from the directory if it was asked before."""
        path = self.directory / "answers" / f"{name}.json"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            answer = json.loads(self.asked(program, question))
            write(path, json.dumps({"question": question, "answer": answer}))
        known = json.loads(path.read_text())
        if known["question"] != question:
            sys.exit(f"error: {path} answers {known['question']}: take another -o")
        return known["answer"]

    def asked(self, program, question):
        if program not in self.running:
            self.running[program] = self.stack.enter_context(started(program, classpath()))
        process = self.running[program]
        print(json.dumps(question), file=process.stdin, flush=True)
        line = process.stdout.readline()
        if not line:
            sys.exit(f"error: {program} ended with exit code {process.wait()}")
        return line


def classpath():
    """Compiles what is missing; returns the class path of the tests."""
    with tempfile.NamedTemporaryFile("r") as file:
        goals = ["test-compile", "dependency:build-classpath"]
        words = ["-q", "-B", "-pl", "simulation", "-am", "-DskipTests", *goals]
        words += [f"-Dmdep.outputFile={file.name}", "-Dmdep.includeScope=test"]
        subprocess.run(["mvn", *words], cwd=ROOT, check=True, stdout=sys.stderr)
        own = [ROOT / module / "target/test-classes" for module in ("simulation", "learner")]
        return ":".join([*map(str, own), file.read().strip()])


def started(program, path):
    options = ["-Xmx2g", "-Dai.djl.pytorch.num_threads=1", "-Dorg.jboss.logging.provider=jdk"]
    return subprocess.Popen(
        ["java", *options, "-cp", path, program],
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def arm(options, algorithm="nucleate", age=0, size=BATCH, epochs=EPOCHS, rate=RATE):
    """Returns a question for the learner, but for the seed."""
    return {
        "algorithm": algorithm,
        "age": age,
        "batchSize": size,
        "epochs": epochs,
        "learningRate": rate,
        "versions": options.candidates // size,
    }


def learned(options, programs, name, question):
    """Returns the versions that each seed made."""
    return [
        programs.answer(LEARNER, f"{name}-{seed}", question | {"seed": seed})
        for seed in options.seeds
    ]


def of_end(versions, field):
    """Returns the mean of a number over the last versions."""
    last = versions[-max(1, len(versions) // END) :]
    return statistics.fmean(version[field] for version in last)


def ends(runs, field, digits):
    return spread([of_end(versions, field) for versions in runs], digits)


def mean_reward(versions):
    return statistics.fmean(version["reward"] for version in versions)


def course(runs):
    """Returns a row for each arm: mean rewards of versions on the way."""
    rows = []
    for name, group in runs.items():
        on_the_way = (
            [mean_reward(versions[first : last + 1]) for versions in group]
            for first, last in COURSE
        )
        rows.append([name, *(spread(own, 3) for own in on_the_way), ends(group, "reward", 3)])
    return rows


def curve(versions, size):
    """Returns candidates and rewards, means of so many versions that a line has forty points."""
    step = max(1, len(versions) // 40)
    groups = [versions[begin : begin + step] for begin in range(0, len(versions), step)]
    return [
        (group[0]["version"] * size, mean_reward(group))
        for group in groups
    ]


MEASURES = [
    ("reward", "reward", 3),
    ("distance", "distance to the optimum", 3),
    ("entropyNats", "entropy, nats", 2),
    ("weight", "importance weight", 2),
    ("clipped", "outside the clip", 2),
]


def learning_rows(runs):
    """Returns a row for each arm: the end of its runs."""
    return [
        [name, *(ends(group, field, digits) for field, _, digits in MEASURES)]
        for name, group in runs.items()
    ]


def objective(options, programs):
    runs = {
        (algorithm, age): learned(
            options, programs, f"objective-{algorithm}-{age}", arm(options, algorithm, age)
        )
        for algorithm in OBJECTIVES
        for age in AGES
    }
    named = {f"{algorithm}, {age} old": group for (algorithm, age), group in runs.items()}
    report(options, "objective", [says for _, says, _ in MEASURES], learning_rows(named))
    header = [f"reward of versions {first} to {last}" for first, last in COURSE]
    report(options, "objective-course", [*header, "at the end"], course(named))
    by_age = {
        algorithm: [
            [(age, of_end(runs[algorithm, age][place], "reward")) for age in AGES]
            for place in range(len(options.seeds))
        ]
        for algorithm in OBJECTIVES
    }
    draw(
        options,
        "objective",
        "What age costs",
        f"mean reward after {options.candidates:,} crystals; a line for each seed",
        "age of the crystals, versions",
        by_age,
    )
    oldest = {
        f"{algorithm}, {age}": [curve(versions, BATCH) for versions in runs[algorithm, age]]
        for algorithm in OBJECTIVES
        for age in (0, AGES[-1])
    }
    draw(
        options,
        "objective-curves",
        f"Fresh crystals, and crystals {AGES[-1]} versions old",
        "mean reward; a line for each seed",
        "crystals learned from",
        oldest,
    )


def treatments(size):
    """Returns names, epochs and learning rates of a batch size."""
    factor = size / BATCHES[0]
    if factor == 1:
        return {"": (EPOCHS, RATE)}
    return {
        ", same rate": (EPOCHS, RATE),
        ", rate by the root": (EPOCHS, RATE * factor**0.5),
        ", as many steps": (round(EPOCHS * factor), RATE),
    }


def batch(options, programs):
    runs = {}
    for size in BATCHES:
        for name, (epochs, rate) in treatments(size).items():
            question = arm(options, size=size, epochs=epochs, rate=rate)
            file = f"batch-{size}{name}".replace(", ", "-").replace(" ", "-")
            runs[f"{size}{name}"] = learned(options, programs, file, question)
    report(options, "batch", [says for _, says, _ in MEASURES], learning_rows(runs))
    lines = {
        name: [curve(versions, int(name.split(",")[0])) for versions in group]
        for name, group in runs.items()
        if "," not in name or "root" in name
    }
    draw(
        options,
        "batch",
        "Batches of different size at equal candidates",
        "mean reward; a line for each seed",
        "crystals learned from",
        lines,
    )


def loops(devices, versions):
    """Returns the questions about a set of devices: how long is waited, and for how much room."""
    size, small = devices.batch, devices.small
    return {
        SYNCHRONOUS: devices.setup(size, 2 * size - 1, WARM_UP, versions),
        OVERLAPPED: devices.setup(small, size - 1 + small, WARM_UP, versions),
        f"{devices.room:g} batches": devices.setup(
            small, round(devices.room * size), WARM_UP, versions
        ),
    }


def paced(options, programs, name, question):
    return [
        programs.answer(LOOP, f"pace-{name}-{seed}", question | {"seed": seed})
        for seed in options.seeds
    ]


def speedups(group, synchronous):
    """Returns by how much each seed's loop is faster than the one that waits."""
    return [
        one["crystalsPerSecond"] / other["crystalsPerSecond"]
        for one, other in zip(group, synchronous, strict=True)
    ]


def pace_row(group, synchronous):
    def of(field, digits):
        return spread([measured[field] for measured in group], digits)

    busy = "/".join(
        f"{100 * statistics.fmean(measured[stage + 'Busy'] for measured in group):.0f}"
        for stage in ("sampling", "scoring", "learning")
    )
    rate = statistics.fmean(measured["crystalsPerSecond"] for measured in group)
    return [
        of("crystalsPerSecond", 2 if rate < 100 else 0),
        spread(speedups(group, synchronous), 2),
        of("staleness", 2),
        of("stalenessMost", 2),
        busy,
    ]


PACE = ["crystals/s", "faster by", "mean age", "oldest batch", "busy, %"]


def pace(options, programs):
    rows = []
    for name, devices in DEVICES.items():
        runs = {
            loop: paced(options, programs, f"{name}-{loop}".replace(" ", "-"), question)
            for loop, question in loops(devices, options.versions).items()
        }
        for loop, group in runs.items():
            ceiling = f"{devices.ceiling():.2f}" if loop == SYNCHRONOUS else ""
            row = pace_row(group, runs[SYNCHRONOUS])
            rows.append([f"{name}: {loop}", *row, ceiling])
    report(options, "pace", [*PACE, "faster by at most"], rows)
    room(options, programs)


def room(options, programs):
    """How much room for candidates on their way is worth, and what it costs in age."""
    even = DEVICES["even"]
    waits = even.setup(even.batch, 2 * even.batch - 1, WARM_UP, options.versions)
    synchronous = paced(options, programs, f"even-{SYNCHRONOUS}", waits)
    runs = {}
    for batches in ROOMS:
        question = even.setup(
            even.small, round(batches * even.batch), WARM_UP, options.versions
        )
        runs[batches] = paced(options, programs, f"room-{batches}", question)
    rows = [[batches, *pace_row(group, synchronous)] for batches, group in runs.items()]
    report(options, "room", PACE, rows)
    places = [
        [(0, 1)]
        + [
            (runs[batches][seed]["staleness"], speedups(runs[batches], synchronous)[seed])
            for batches in ROOMS
        ]
        for seed in range(len(options.seeds))
    ]
    draw(
        options,
        "pace",
        "What room for candidates on their way is worth, and what it costs",
        "crystals learned per second over those of a loop that waits; three even stages",
        "mean age of the crystals, versions",
        {f"room of {ROOMS[0]} to {ROOMS[-1]} batches": places},
    )


def report(options, name, header, rows):
    text = table(["", *header], rows)
    write(options.output / f"{name}.md", text)
    print(text)


def draw(options, name, *words):
    write(options.output / f"{name}.svg", curves(*words))


def main():
    options, parts = parsed()
    with contextlib.ExitStack() as stack:
        programs = Programs(options.output, stack)
        for part in parts:
            part(options, programs)


if __name__ == "__main__":
    main()
