"""What a verb costs: its lines and its processor time, kept in a directory."""

import json
import pathlib
import resource
import subprocess

NUCLEATE = pathlib.Path(__file__).resolve().parents[1] / "nucleate"


def seconds(*words, output):
    """Runs a verb, whose failed inputs are lines too; returns its processor time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with output.open("w") as lines:
        done = subprocess.run([NUCLEATE, *map(str, words)], stdout=lines, check=False)
    if done.returncode > 1:
        raise SystemExit(f"nucleate {words[0]} ended with {done.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def scored(directory, crystals, name, *asked):
    """Scores crystals, unless that was done; returns their lines and the processor time."""
    path = directory / f"{name}.json"
    if not path.exists():
        lines = directory / f"{name}.part"
        time = seconds("score", "--device", "cpu", *asked, crystals, output=lines)
        scores = [json.loads(line) for line in lines.read_text().splitlines()]
        path.write_text(json.dumps({"seconds": time, "scores": scores}))
        lines.unlink()
    stored = json.loads(path.read_text())
    return stored["scores"], stored["seconds"]
