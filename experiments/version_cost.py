#!/usr/bin/env python3
"""Measures what a version of the policy costs, by how its crystals are scored.

    experiments/version_cost.py -o costs
    experiments/version_cost.py -o costs --minutes 10 --arms plain relaxed few-steps

Runs `up` once for each arm and reads the processor time of every service at the end, so that it
does not matter what else the machine does. Prints the time of a crystal in each service, with the
start of the programs, what it costs beside the first arm, and the memory of all processes at its
peak. An arm that was measured stays in the directory; start the same command again to go on.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
AS_DRAWN = {"scoring.relaxation.stepsMax": "0"}
RELAXED = {"scoring.relaxation.stepsMax": "500"}
ARMS = {
    "plain": AS_DRAWN,
    "pessimistic": {**AS_DRAWN, "scoring.pessimistic": "true"},
    "shipped": {},
    "relaxed": RELAXED,
    "early-end": {**RELAXED, "scoring.relaxation.descentMinEvPerAtom": "0.002"},
    "few-steps": {
        "scoring.relaxation.stepsMax": "10",
        "scoring.relaxation.descentMinEvPerAtom": "0.005",
    },
}
SERVICES = ("generator", "scorer", "learner")

arguments = argparse.ArgumentParser(
    description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
)
arguments.add_argument("-o", "--output", type=pathlib.Path, required=True, help="directory")
arguments.add_argument("--arms", nargs="+", choices=ARMS, default=list(ARMS), metavar="ARM")
arguments.add_argument("--minutes", default="3")
arguments.add_argument("--seed", default="1")
arguments.add_argument("--kafka-port", default="19092")
arguments.add_argument("--dashboard-port", default="18080", help="health is on the ports after it")
options = arguments.parse_args()
options.output.mkdir(parents=True, exist_ok=True)


def processor_seconds():
    """Returns the processor time so far of the services at the broker's port, by service."""
    seconds = {}
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_text().split("\0")
            times = (process / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue  # it has ended
        name = next((w.split("=")[1] for w in words if w.startswith("-Dnucleate.name=")), None)
        if name and f"-Dnucleate.kafka.bootstrap-servers=127.0.0.1:{options.kafka_port}" in words:
            service = name.split("-")[0]
            time_of_it = (int(times[11]) + int(times[12])) / TICKS
            seconds[service] = seconds.get(service, 0) + time_of_it
    return seconds


def measured(arm):
    """Runs an arm; returns the summary and the processor time of each service."""
    path = options.output / f"{arm}.json"
    if not path.exists():
        directory = options.output / arm
        shutil.rmtree(directory, ignore_errors=True)
        asked = [word for item in ARMS[arm].items() for word in ("--set", "=".join(item))]
        command = [ROOT / "nucleate", "up", "--headless", "--data-dir", directory]
        command += ["--minutes", options.minutes, "--seed", options.seed, "--audit", "0"]
        command += ["--kafka-port", options.kafka_port]
        command += ["--dashboard-port", options.dashboard_port, *asked]
        seconds = {}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
            while running.poll() is None:
                for service, spent in processor_seconds().items():
                    seconds[service] = max(spent, seconds.get(service, 0))
                time.sleep(0.5)
            summary = running.stdout.read()
        if running.returncode:
            raise SystemExit(f"{arm}: up ended with {running.returncode}")
        part = path.with_suffix(".part")
        part.write_text(json.dumps({"summary": json.loads(summary), "seconds": seconds}))
        part.rename(path)
        shutil.rmtree(directory)
    return json.loads(path.read_text())


def main():
    print("| arm | crystals | versions | generator, ms | scorer, ms | learner, ms | ratio | MB |")
    print("|---|---|---|---|---|---|---|---|")
    first = None
    for arm in options.arms:
        run = measured(arm)
        summary = run["summary"]
        scored = summary["scored"]
        costs = [1000 * run["seconds"][service] / scored for service in SERVICES]
        first = first or sum(costs)
        print(
            f"| {arm} | {scored} | {summary['policyVersions']} | "
            + " | ".join(f"{cost:.1f}" for cost in costs)
            + f" | {sum(costs) / first:.2f} | {summary['peakRssMb']} |"
        )


main()
