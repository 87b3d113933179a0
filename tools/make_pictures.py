#!/usr/bin/env python3
"""Makes the pictures of README and tutorial: pages of a run, and docs/images/learning-curve.svg.

    tools/make_pictures.py                          # ten minutes with seed 1, as shipped
    tools/make_pictures.py --minutes 10 --seeds 1 2 3
    tools/make_pictures.py --minutes 3 -o pictures

For each seed it runs `./nucleate up` in a temporary directory, and asks the dashboard for the
statistics of every policy version when the time is up. The last run is photographed just before it
is stopped: its overview, its discoveries, and the page and hull of one of them. Needs what
`./nucleate up` needs, Python 3.9 or later without any package, and a Chromium or Chrome on the path
(Debian: apt install chromium).
"""
import argparse
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
WINDOW = {"width": 1400, "height": 1180}
START_TIMEOUT_S = 300  # the first start fetches the potential's weights
PAGE_TIMEOUT_S = 60
# The crystal that is photographed is new, has three elements and balanced charges, and is the
# lowest above the hull but for those further below it: these are errors of the potential more
# often than not.
BELOW_HULL_MAX_EV_PER_ATOM = -0.05
REWARD_MIN = 1.9  # as shipped a crystal near the hull earns 2 if its charges balance, else 0
# Views: their path, and what is there when all of one is.
VIEWS = {
    "dashboard": ("#/", "document.querySelectorAll('.best tbody tr').length > 0"
                        " && document.querySelectorAll('.plot canvas').length > 3"),
    "discoveries": ("#/discoveries", "document.querySelectorAll('.rows tbody tr').length > 9"
                                     " && document.querySelectorAll('.ptable button').length > 9"),
    "crystal": ("#/crystal/{id}", "document.querySelectorAll('#part-similar table').length > 0"),
    "hull": ("#/hull?system={system}&mark={formula}",
             "document.querySelectorAll('.drawing').length > 0"),
}
IS_LIVE = "document.getElementById('status').dataset.state === 'live'"
# Crystals in the moving window: a share near 30 % is then known to 1.4 points.
WINDOW_CRYSTALS = 1000


class Browser:
    """A headless Chromium that speaks the DevTools protocol over two pipes, one JSON text each."""

    def __init__(self, executable, profile):
        command_read, self.command_write = os.pipe()
        self.reply_read, reply_write = os.pipe()

        def pipes_to_3_and_4():  # where Chromium looks for them
            command, reply = os.dup(command_read), os.dup(reply_write)
            os.dup2(command, 3)
            os.dup2(reply, 4)

        self.process = subprocess.Popen(
            [executable, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            close_fds=False, preexec_fn=pipes_to_3_and_4)
        os.close(command_read)
        os.close(reply_write)
        self.calls = 0
        self.received = b""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]

    def call(self, method, **parameters):
        self.calls += 1
        message = {"id": self.calls, "method": method, "params": parameters}
        if hasattr(self, "session"):
            message["sessionId"] = self.session
        os.write(self.command_write, json.dumps(message).encode() + b"\0")
        while True:
            reply = self.receive()
            if reply.get("id") == self.calls:
                if "error" in reply:
                    raise RuntimeError(f"{method}: {reply['error']['message']}")
                return reply["result"]

    def receive(self):
        while b"\0" not in self.received:
            piece = os.read(self.reply_read, 1 << 20)
            if not piece:
                raise RuntimeError("the browser ended")
            self.received += piece
        text, self.received = self.received.split(b"\0", 1)
        return json.loads(text)

    def photograph(self, url, is_ready):
        """The page as PNG, once the JavaScript expression is true."""
        self.call("Emulation.setDeviceMetricsOverride", deviceScaleFactor=1, mobile=False, **WINDOW)
        self.call("Page.navigate", url=url)
        deadline = time.monotonic() + PAGE_TIMEOUT_S
        while not self.call("Runtime.evaluate", expression=is_ready)["result"].get("value"):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{url} was not ready after {PAGE_TIMEOUT_S} s")
            time.sleep(0.2)
        time.sleep(1)  # the plots' last animation frame
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    def close(self):
        self.process.terminate()
        self.process.wait()
        os.close(self.command_write)
        os.close(self.reply_read)


def get(url):
    with urllib.request.urlopen(url, timeout=20) as reply:
        return json.load(reply)


def chosen(api):
    """The discovery whose page is photographed."""
    just_below = f"energyAboveHullEvPerAtom={BELOW_HULL_MAX_EV_PER_ATOM}.."
    balanced = f"reward={REWARD_MIN}.."
    items = get(f"{api}/discoveries?known=false&{just_below}&{balanced}&limit=200")["items"]
    if not items:
        raise RuntimeError("no discovery to photograph; give it more --minutes")
    # Another form of a known compound is the least believable below the hull.
    compounds = [item for item in items if len(item["decomposition"]) > 1] or items
    return next((item for item in compounds if len(item["elements"]) == 3), compounds[0])


def wait_for_scores(up, api):
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if up.poll() is not None:
            raise RuntimeError(f"nucleate up ended with exit code {up.returncode}")
        try:
            if get(f"{api}/summary")["phase"] == "RUNNING":
                return
        except OSError:
            pass  # the dashboard is not up yet
        time.sleep(1)
    raise RuntimeError(f"no scores after {START_TIMEOUT_S} s")


def run(seed, options, at_the_end):
    """One run of `up`; returns the rows of its versions."""
    url = f"http://localhost:{options.dashboard_port}"
    with tempfile.TemporaryDirectory() as data_dir:
        up = subprocess.Popen(
            [HOME / "nucleate", "up", "--seed", str(seed), "--data-dir", data_dir,
             "--dashboard-port", str(options.dashboard_port),
             "--kafka-port", str(options.kafka_port)],
            start_new_session=True, stdin=subprocess.DEVNULL)
        try:
            wait_for_scores(up, f"{url}/api")
            time.sleep(60 * options.minutes)
            at_the_end(url)
            return get(f"{url}/api/versions")["rows"]
        finally:
            if up.poll() is None:
                up.terminate()  # it stops cleanly, and prints the run's summary
            up.wait()


def moving_share(rows):
    """Crystals scored, and the share below 0.1 eV/atom among the last thousand or more of them."""
    points = []
    scored = 0
    for i, row in enumerate(rows):
        scored += row["crystals"]
        crystals = below = 0
        for earlier in reversed(rows[: i + 1]):
            crystals += earlier["crystals"]
            below += earlier["crystals"] * earlier["fractionBelowTenth"]
            if crystals >= WINDOW_CRYSTALS:
                points.append((scored, below / crystals, crystals))
                break
    return points


def nice_step(span, steps):
    """1, 2 or 5 times a power of ten, so that about so many steps make up the span."""
    power = 10 ** len(str(int(span / steps))) / 10
    return next(m * power for m in (1, 2, 5, 10) if m * power * steps >= span)


def learning_curve(runs):
    """An SVG of the share of crystals below 0.1 eV/atom, a line for each seed."""
    width, height, left, right, top, bottom = 900, 420, 64, 110, 56, 52
    crystals_max = max(points[-1][0] for _, points in runs)
    share_max = max(share for _, points in runs for _, share, _ in points)
    y_step = nice_step(100 * share_max, 5)
    y_max = y_step * (int(100 * share_max / y_step) + 1)
    x_step = nice_step(crystals_max, 6)

    def x(crystals):
        return left + (width - left - right) * crystals / crystals_max

    def y(percent):
        return height - bottom - (height - top - bottom) * percent / y_max

    svg = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
           'font-family="system-ui, sans-serif" font-size="14" fill="#1b2127">',
           f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
           f'<text x="{left}" y="24" font-size="17" font-weight="600">'
           'Crystals less than 0.1 eV/atom above the hull</text>',
           f'<text x="{left}" y="44" fill="#5d6872">% of the last {WINDOW_CRYSTALS:,} crystals '
           'as the run prices them; shaded: one standard error</text>']
    percent = 0
    while percent <= y_max:
        svg.append(f'<path d="M{left} {y(percent):.1f}H{width - right}" stroke="#e0e3e2"/>'
                   f'<text x="{left - 10}" y="{y(percent) + 5:.1f}" text-anchor="end" '
                   f'fill="#5d6872">{percent:g}</text>')
        percent += y_step
    crystals = 0
    while crystals <= crystals_max:
        svg.append(f'<text x="{x(crystals):.1f}" y="{height - bottom + 22}" text-anchor="middle" '
                   f'fill="#5d6872">{int(crystals):,}</text>')
        crystals += x_step
    svg.append(f'<text x="{(left + width - right) / 2}" y="{height - 8}" text-anchor="middle" '
               'fill="#5d6872">crystals scored since the start</text>')
    colours = ("#0f7c7e", "#c8401b", "#5b5fc7", "#a35b00", "#1d7a46")
    labels = []
    for i, (seed, points) in enumerate(runs):
        colour = colours[i % len(colours)]
        band = [(c, s + sign * (s * (1 - s) / n) ** 0.5)
                for sign, part in ((1, points), (-1, points[::-1])) for c, s, n in part]
        outline = " ".join(f"{x(c):.1f},{y(100 * s):.1f}" for c, s in band)
        line = " ".join(f"{x(c):.1f},{y(100 * s):.1f}" for c, s, _ in points)
        svg += [f'<polygon points="{outline}" fill="{colour}" opacity="0.15"/>',
                f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>']
        _, share, _ = points[-1]
        labels.append((y(100 * share) + 5, colour, f"{100 * share:.0f} %, seed {seed}"))
    lowest = 0
    for position, colour, text in sorted(labels):
        lowest = max(position, lowest + 17)  # seeds that end alike stand below one another
        svg.append(f'<text x="{width - right + 8}" y="{lowest:.1f}" fill="{colour}">{text}</text>')
    svg.append("</svg>")
    return "\n".join(svg) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--minutes", type=float, default=10, help="after the first scores")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--dashboard-port", type=int, default=8080)
    parser.add_argument("--kafka-port", type=int, default=9092)
    parser.add_argument("-o", "--output", type=Path, default=HOME / "docs" / "images")
    options = parser.parse_args()
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        sys.exit("error: no Chromium found; install one (Debian: apt install chromium)")
    options.output.mkdir(parents=True, exist_ok=True)
    runs = []

    def photograph(url):
        crystal = chosen(f"{url}/api")
        words = {
            "id": crystal["id"],
            "formula": crystal["formula"],
            "system": "-".join(crystal["elements"]),
        }
        with tempfile.TemporaryDirectory() as profile:
            browser = Browser(executable, profile)
            try:
                for name, (path, is_ready) in VIEWS.items():
                    browser.photograph("about:blank", "true")  # a path alone opens no page anew
                    address = f"{url}/{path.format(**words)}"
                    png = browser.photograph(address, f"{is_ready} && {IS_LIVE}")
                    (options.output / f"{name}.png").write_bytes(png)
            finally:
                browser.close()

    for i, seed in enumerate(options.seeds):
        is_last = i == len(options.seeds) - 1
        rows = run(seed, options, photograph if is_last else lambda url: None)
        points = moving_share(rows)
        if not points:
            sys.exit(f"error: fewer than {WINDOW_CRYSTALS} crystals; give it more --minutes")
        runs.append((seed, points))
    (options.output / "learning-curve.svg").write_text(learning_curve(runs), encoding="utf-8")
    for name in (*(f"{view}.png" for view in VIEWS), "learning-curve.svg"):
        print(options.output / name)


if __name__ == "__main__":
    main()
