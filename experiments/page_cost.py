#!/usr/bin/env python3
"""Measures what open pages cost a running loop: processor time of the dashboard and the browser.

    ./nucleate up                     # in another terminal
    experiments/page_cost.py --seconds 30

Opens each view of the dashboard in Chromium and reads the processor time that the dashboard and the
browser take: seconds for the first moments, then percent of all cores while the view stays open.
The loop loses at most that much of its rate; a browser on another machine takes nothing of it.
"""

import argparse
import os
import pathlib
import shutil
import sys
import tempfile
import time
import urllib.parse

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from make_pictures import BROWSERS, Browser, get  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
OPENING_S = 12
HEADER = ["view", "opening: dashboard, s", "browser, s", "then: dashboard, %", "browser, %"]


def processes():
    """Returns parent, command line and processor seconds of all processes, by id."""
    found = {}
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_text()
            fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue  # it has ended
        seconds = sum(map(int, fields[11:15])) / TICKS
        found[int(process.name)] = int(fields[1]), command, seconds
    return found


def of_dashboard(table, port):
    return sum(
        seconds
        for _, command, seconds in table.values()
        if f"-Dquarkus.http.port={port}\0" in command and "-Dnucleate.name=dashboard\0" in command
    )


def of_family(table, root):
    """Returns the seconds of a process and all that it has started."""
    family, size = {root}, 0
    while len(family) > size:
        size = len(family)
        family |= {number for number, (parent, *_) in table.items() if parent in family}
    return sum(table[number][2] for number in family if number in table)


def look(port, browser):
    """Returns the processor seconds of the dashboard and the browser, and the time, in seconds."""
    table = processes()
    return of_dashboard(table, port), of_family(table, browser.process.pid), time.monotonic()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--dashboard", default="http://localhost:8080", help="its address")
    parser.add_argument("--seconds", type=float, default=30, help="for each view")
    options = parser.parse_args()
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not program:
        sys.exit("error: no Chromium on the path; apt-get install chromium")
    port = urllib.parse.urlparse(options.dashboard).port
    best = get(f"{options.dashboard}/api/discoveries?limit=1")["items"]
    views = {"none": None, "overview": "#/", "discoveries": "#/discoveries", "health": "#/health"}
    if best:
        views["a crystal"] = f"#/crystal/{best[0]['id']}"
        views["hull"] = "#/hull?system=" + "-".join(best[0]["elements"])
    print("| " + " | ".join(HEADER) + " |\n|" + "---|" * len(HEADER))
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(program, profile)
        for name, place in views.items():
            address = "about:blank" if place is None else f"{options.dashboard}/{place}"
            looks = [look(port, browser)]
            browser.call("Page.navigate", url=address)
            for seconds in (OPENING_S, options.seconds):
                time.sleep(seconds)
                looks.append(look(port, browser))
            opening, open_for = (
                [late - early for early, late in zip(*pair)] for pair in zip(looks, looks[1:])
            )
            share = 100 / open_for[2] / os.cpu_count()
            print(
                f"| {name} | {opening[0]:.1f} | {opening[1]:.1f} | {share * open_for[0]:.1f}"
                f" | {share * open_for[1]:.1f} |",
                flush=True,
            )
        browser.close()


if __name__ == "__main__":
    main()
