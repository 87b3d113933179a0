"""What the experiments of reinforcement share: a directory, runs, and evaluated crystals.

Each finished step is a file in the directory, and is not computed again. A run that was interrupted
starts anew. Runs have a dashboard, which tells how far they are; it takes a little of the machine
from each of them.
"""

import argparse
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tools"))
from make_pictures import get, wait_for_scores  # noqa: E402

NUCLEATE = ROOT / "nucleate"
JUDGE = "sevennet-0"
# As runs draw: from the policy's own density, without elements that have no stable isotope.
AS_RUNS_DRAW = ("--temperature", "1", "--without", "radioactive")

# The reward as it was before these guards.
WITHOUT_GUARDS = {
    "scoring.ehull.ignorance": 0,
    "scoring.ehull.belowHull": "abstain",
    "scoring.ehull.belowHullMaxEvPerAtom": 0.5,
    "learning.elementShareMax": 0,
}


def arguments(description):
    """Returns a parser of what every experiment is asked."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("known", type=existing, help="known crystals as JSON lines, gzipped")
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True, help="directory")
    parser.add_argument("-n", type=int, default=1000, help="fresh crystals for each seed")
    parser.add_argument("--weights", type=existing, help="a policy instead of the shipped one")
    parser.add_argument("--dashboard-port", type=int, default=8080)
    parser.add_argument("--kafka-port", type=int, default=9092)
    return parser


def with_budget(parser):
    """Adds seeds, and how long each run is; returns the parser."""
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    budget = parser.add_mutually_exclusive_group()
    budget.add_argument("--minutes", type=float, help="of a run, after its first scores; or 10")
    budget.add_argument("--candidates", type=int, help="scored in a run, instead of a time")
    return parser


def existing(path):
    if not pathlib.Path(path).exists():
        raise argparse.ArgumentTypeError(f"no such file: {path}")
    return path


def lines(path):
    """Returns the JSON lines of a file."""
    with path.open() as text:
        return [json.loads(line) for line in text]


def write(path, text):
    """Writes a file, whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(text)
    part.rename(path)


def nucleate(*words, output=None, failures_allowed=False):
    """Runs a verb; its exit code is 1 also where some of its inputs failed and say why."""
    done = subprocess.run([NUCLEATE, *map(str, words)], stdout=output, check=False)
    if done.returncode > failures_allowed:
        sys.exit(f"error: nucleate {words[0]} ended with exit code {done.returncode}")


def computed(path, *words, failures_allowed=False):
    """Lets a verb write a file, unless it is there; returns the file."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        with part.open("w") as output:
            nucleate(*words, output=output, failures_allowed=failures_allowed)
        part.rename(path)
    return path


class Study:
    """An experiment's directory, and how it computes what is missing there."""

    def __init__(self, options, *names):
        """Takes the directory; ends if it holds an experiment with other values of the options."""
        self.options = options
        self.directory = options.output
        self.directory.mkdir(parents=True, exist_ok=True)
        # What ends this program ends the run that it has started.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        settings = {name: getattr(options, name) for name in ("known", "n", "weights", *names)}
        path = self.directory / "settings.json"
        if not path.exists():
            write(path, json.dumps(settings))
        elif json.loads(path.read_text()) != settings:
            sys.exit(f"error: {self.directory} has {path.read_text()}: take another -o")

    def learned(self, name, seed, words, settings):
        """Learns with a run of its own, unless that was done; returns the directory.

        It holds the policy and, in run.json, the last line of `up` and the dashboard's rows.
        """
        directory = self.directory / "runs" / f"{name}-{seed}"
        report = directory / "run.json"
        if not report.exists():
            shutil.rmtree(directory, ignore_errors=True)
            directory.mkdir(parents=True)
            data = directory / "data"
            run = self.up(data, ["--seed", seed, *words, *sets(settings)], self.is_over)
            policy = directory / "policy.safetensors"
            nucleate("export", data, "--policy", policy, output=sys.stderr)
            shutil.rmtree(data)
            write(report, json.dumps(run))
        return directory

    def is_over(self, summary, minutes):
        """Tells whether a run has used its budget."""
        if self.options.candidates:
            return summary["totals"]["scored"] >= self.options.candidates
        return minutes >= (self.options.minutes or 10)

    def up(self, data, words, is_over):
        """Runs `up` until is_over(summary, minutes); returns its last line and its versions."""
        ports = (self.options.dashboard_port, self.options.kafka_port)
        api = f"http://localhost:{ports[0]}/api"
        start = ["--weights", self.options.weights] if self.options.weights else []
        command = [NUCLEATE, "up", "--data-dir", data, *start, *words]
        command += ["--dashboard-port", ports[0], "--kafka-port", ports[1]]
        process = subprocess.Popen(
            list(map(str, command)),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            rows = self.watched(process, api, is_over)
        except RuntimeError as failure:
            sys.exit(f"error: {failure}")
        finally:
            if process.poll() is None:
                process.terminate()  # it stops cleanly
            output, _ = process.communicate()
        return {"summary": json.loads(output.splitlines()[-1]), "versions": rows}

    @staticmethod
    def watched(process, api, is_over):
        """Waits until a run is over; returns the statistics of its versions."""
        wait_for_scores(process, api)
        begin = time.monotonic()
        while True:
            try:
                if is_over(get(f"{api}/summary"), (time.monotonic() - begin) / 60):
                    return get(f"{api}/versions")["rows"]
                time.sleep(1)
            except OSError:
                wait_for_scores(process, api)  # the dashboard died, and is started again

    def drawn(self, path, seed, weights=None, count=None, words=AS_RUNS_DRAW):
        """Draws crystals of a policy into a file, unless it is there; returns the file."""
        weights = weights or self.options.weights
        asked = ["-n", count or self.options.n, "--seed", seed, *words]
        asked += ["--weights", weights] if weights else []
        return computed(path, "generate", *asked)

    def sample(self, crystals):
        """Evaluates a file of crystals; returns a dictionary for each, in their order.

        It has the verdict of evaluate on the relaxed crystal, and: elements, the set of its
        elements; drawn, the verdict on it as drawn; balanced, whether charges balance by
        LeMat-GenBench's rules.
        """
        known = ["--known", self.options.known]
        drawn = self.verdicts(crystals, "drawn", *known)
        relaxed = self.verdicts(crystals, "relaxed", *known, "--relax", "--judge", JUDGE)
        charges = self.verdicts(crystals, "charges", "--protocol", "lemat", "--no-score")
        return [
            verdict
            | {
                "elements": {site["element"] for site in crystal["sites"]},
                "drawn": as_drawn,
                "balanced": of_charges["criteria"]["charge_balanced"],
            }
            for crystal, as_drawn, verdict, of_charges in zip(
                lines(crystals), drawn, relaxed, charges, strict=True
            )
        ]

    @staticmethod
    def verdicts(crystals, name, *words):
        """Returns the details of an evaluation, a line for each crystal."""
        details = crystals.with_name(f"{crystals.stem}-{name}-details.jsonl")
        evaluation = crystals.with_name(f"{crystals.stem}-{name}.json")
        computed(evaluation, "evaluate", crystals, *words, "--details", details)
        return lines(details)

    def scored(self, crystals):
        """Relaxes, scores and judges a file of crystals; returns a line for each.

        Each line has the fields of score, and as verdict what evaluate says of the relaxed crystal.
        """
        path = crystals.with_name(f"{crystals.stem}-scored.jsonl")
        computed(path, "score", crystals, "--relax", "--judge", JUDGE, failures_allowed=True)
        novelty = self.verdicts(path, "novelty", "--known", self.options.known, "--no-score")
        return [
            line | {"verdict": verdict}
            for line, verdict in zip(lines(path), novelty, strict=True)
        ]


def sets(settings):
    """Returns settings of a run as options of `up`."""
    return [word for name, value in settings.items() for word in ("--set", f"{name}={value}")]
