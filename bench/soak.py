"""Kills, stops and starves the processes of `nucleate up` at random, and checks what is left.

The random choices come from a seed; their effects do not, because the processes are real.
"""

import argparse
import glob
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

HOME = pathlib.Path(__file__).resolve().parent.parent

# Megabytes that a process may hold; a heap that leaks reaches its own bound earlier.
RESIDENT_MAX_MB = {"up": 450, "broker": 900, "generator": 1500, "scorer": 2000, "learner": 2500,
                   "dashboard": 1200}
FILES_MAX = 3000
GROWTH_MAX = 1.5
GROWTH_NEEDS_MINUTES = 30
# Mean time between two faults, and the calm at the end in which learning must go on.
FAULTS_EVERY_S = 12
CALM_S = 120
CHILDREN_GONE_S = 30
START_MAX_S = 300
STOP_MAX_S = 120
HUNG_S = (150, 200)
DISK_MB = 1500


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scorers", type=int, default=2)
    parser.add_argument("--clock", action="store_true", help="set the clock forward, too; needs"
                        " libfaketime, under which all processes run")
    parser.add_argument("--keep", action="store_true", help="keep the data directory")
    return parser.parse_args()


class Place:
    """A directory for the run: on a small file system of its own if that can be mounted."""

    def __init__(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="nucleate-soak-"))
        self.data = self.root / "data"
        self.data.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(self.data)]
        self.is_small = os.geteuid() == 0 and subprocess.run(
            command, capture_output=True, check=False).returncode == 0
        self.filler = self.data / "filler"

    def fill(self):
        with open(self.filler, "wb", buffering=0) as file:
            for size in (1 << 20, 4096, 1):
                try:
                    while True:
                        file.write(bytes(size))
                except OSError:
                    continue

    def free(self):
        self.filler.unlink(missing_ok=True)

    def used_mb(self):
        usage = shutil.disk_usage(self.data)
        if self.is_small:
            return usage.used >> 20
        return sum(f.stat().st_size for f in self.data.rglob("*") if f.is_file()) >> 20

    def remove(self):
        if self.is_small:
            subprocess.run(["umount", str(self.data)], check=False)
        shutil.rmtree(self.root, ignore_errors=True)


def free_ports():
    """Returns a port for Kafka and a row of ports for the services."""
    while True:
        # Below 32768: on a port that outgoing connections get, a client of a dead broker can
        # be connected to itself, and hold the port.
        base = random.SystemRandom().randrange(15000, 32000, 20)
        try:
            for port in range(base, base + 20):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
            return base, base + 1
        except OSError:
            continue


class Up:
    """The `up` under test."""

    def __init__(self, place, arguments):
        self.place = place
        self.kafka_port, self.dashboard_port = free_ports()
        self.command = [str(HOME / "nucleate"), "up", "--data-dir", str(place.data),
                        "--scorers", str(arguments.scorers),
                        "--kafka-port", str(self.kafka_port),
                        "--dashboard-port", str(self.dashboard_port)]
        self.environment = dict(os.environ)
        self.clock = place.root / "clock"
        if arguments.clock:
            library = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
            if not library:
                sys.exit("error: --clock needs libfaketime (Debian: apt install libfaketime)")
            self.set_clock(0)
            self.environment.update(
                LD_PRELOAD=library[0], FAKETIME_TIMESTAMP_FILE=str(self.clock),
                FAKETIME_CACHE_DURATION="1", FAKETIME_DONT_FAKE_MONOTONIC="1")
        self.errors = open(place.root / "up.err", "ab")
        self.output = open(place.root / "up.out", "ab")
        self.process = None

    def set_clock(self, ahead_s):
        draft = self.clock.with_suffix(".new")
        draft.write_text(f"{ahead_s:+d}\n")
        draft.rename(self.clock)

    def start(self):
        self.process = subprocess.Popen(
            self.command, stdout=self.output, stderr=self.errors, stdin=subprocess.DEVNULL,
            env=self.environment, start_new_session=True)

    def has_ended(self):
        return self.process.poll() is not None

    def children(self):
        """Names of the processes that belong to the run, by their ids."""
        found = {}
        for directory in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                line = (directory / "cmdline").read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            pid = int(directory.name)
            if f"127.0.0.1:{self.kafka_port}" in " ".join(line):
                names = [word.split("=", 1)[1] for word in line
                         if word.startswith("-Dnucleate.name=")]
                if names:
                    found[pid] = names[0]
            elif str(self.place.data / "broker") in line:
                found[pid] = "broker"
        return found

    def version(self):
        try:
            url = f"http://127.0.0.1:{self.dashboard_port}/api/summary"
            with urllib.request.urlopen(url, timeout=2) as answer:
                summary = json.load(answer)
            return summary["version"] if summary["phase"] == "RUNNING" else None
        except (OSError, ValueError, KeyError, urllib.error.URLError):
            return None

    def last_words(self):
        lines = (self.place.root / "up.err").read_text(errors="replace").splitlines()
        return " | ".join(lines[-4:])


class Watch(threading.Thread):
    """Samples memory, files and versions until it is told to stop."""

    def __init__(self, up):
        super().__init__(daemon=True)
        self.up = up
        self.samples = []
        self.versions = []
        self.over = threading.Event()

    def run(self):
        while not self.over.wait(5):
            now = time.monotonic()
            processes = self.up.children()
            processes[self.up.process.pid] = "up"
            for pid, name in processes.items():
                try:
                    pages = int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1])
                    files = len(os.listdir(f"/proc/{pid}/fd"))
                except (OSError, IndexError):
                    continue
                self.samples.append((now, name, pages * os.sysconf("SC_PAGE_SIZE") >> 20, files))
            version = self.up.version()
            if version is not None:
                self.versions.append((now, version))


class Soak:
    def __init__(self, arguments):
        self.arguments = arguments
        self.random = random.Random(arguments.seed)
        self.place = Place()
        self.up = Up(self.place, arguments)
        self.watch = Watch(self.up)
        self.faults = {}
        self.violations = []
        self.disk_full_at = float("-inf")
        self.clock_ahead_s = 0
        self.used_max_mb = 0
        self.stopped = {}

    def say(self, text):
        print(f"{time.monotonic() - self.started:7.1f} s  {text}", file=sys.stderr, flush=True)

    def count(self, fault):
        self.faults[fault] = self.faults.get(fault, 0) + 1

    def pause(self, seconds):
        """Waits, lets go what was stopped long enough, and brings back an `up` that has ended."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(0.5)
            self.used_max_mb = max(self.used_max_mb, self.place.used_mb())
            for pid, until in list(self.stopped.items()):
                if time.monotonic() >= until:
                    self.let_go(pid)
            if self.up.has_ended():
                self.up_ended()

    def let_go(self, pid):
        del self.stopped[pid]
        send(pid, signal.SIGCONT)

    def up_ended(self):
        self.count("up ended by itself")
        self.say(f"up ended with {self.up.process.returncode}: {self.up.last_words()}")
        if time.monotonic() - self.disk_full_at > 90:
            self.violations.append("up ended though the disk had room: " + self.up.last_words())
        self.place.free()
        self.await_children_gone()
        self.start_up()

    def start_up(self):
        """Starts `up`, and leaves it alone until its page answers."""
        start = time.monotonic()
        self.up.start()
        while self.up.version() is None:
            if self.up.has_ended() or time.monotonic() - start > START_MAX_S:
                self.violations.append("up did not start")
                raise SystemExit(f"error: up did not start: {self.up.last_words()}")
            time.sleep(1)
        self.say(f"up, after {time.monotonic() - start:.0f} s")

    def await_children_gone(self):
        start = time.monotonic()
        for pid in list(self.stopped):
            self.let_go(pid)
        while self.up.children():
            if time.monotonic() - start > CHILDREN_GONE_S:
                self.violations.append(
                    f"{CHILDREN_GONE_S} s after the end of up there are still "
                    + ", ".join(self.up.children().values()))
                for pid in self.up.children():
                    send(pid, signal.SIGKILL)
                return
            time.sleep(0.2)

    def target(self):
        children = self.up.children()
        pid = self.random.choice(sorted(children)) if children else None
        return pid, children.get(pid)

    def kill(self):
        pid, name = self.target()
        if pid:
            self.count(f"kill -9 {kind(name)}")
            self.say(f"kill -9 {name}")
            send(pid, signal.SIGKILL)

    def stop(self):
        pid, name = self.target()
        if not pid or pid in self.stopped:
            return
        is_hung = self.arguments.minutes >= 5 and self.random.random() < 0.15
        span = self.random.uniform(*(HUNG_S if is_hung else (2, 40)))
        self.count(f"SIGSTOP {kind(name)}" + (" until it is replaced" if is_hung else ""))
        self.say(f"SIGSTOP {name} for {span:.0f} s")
        send(pid, signal.SIGSTOP)
        self.stopped[pid] = time.monotonic() + span

    def fill_disk(self):
        span = self.random.uniform(10, 30)
        self.count("disk full")
        self.say(f"disk full for {span:.0f} s")
        self.place.fill()
        self.disk_full_at = time.monotonic() + span
        self.pause(span)
        self.place.free()

    def kill_up(self):
        self.count("kill -9 up")
        self.say("kill -9 up")
        self.up.process.kill()
        self.up.process.wait()
        self.await_children_gone()
        self.start_up()

    def clock_forward(self):
        ahead = self.random.randrange(60, 7200)
        self.clock_ahead_s += ahead
        self.count("clock set forward")
        self.say(f"clock set forward by {ahead} s")
        self.up.set_clock(self.clock_ahead_s)

    def run(self):
        self.started = time.monotonic()
        actions = {self.kill: 5, self.stop: 4, self.kill_up: 0.7}
        if self.place.is_small:
            actions[self.fill_disk] = 1
        else:
            self.say("no small file system can be mounted here: the disk is not filled")
        if self.arguments.clock:
            actions[self.clock_forward] = 1
        else:
            self.say("without --clock the clock is not set forward")
        self.start_up()
        self.watch.start()
        end = self.started + 60 * self.arguments.minutes - CALM_S
        while time.monotonic() < end:
            wait = min(self.random.expovariate(1 / FAULTS_EVERY_S), end - time.monotonic())
            self.pause(max(wait, 0.5))
            self.random.choices(list(actions), list(actions.values()))[0]()
        self.end()

    def end(self):
        self.place.free()
        for pid in list(self.stopped):
            self.let_go(pid)
        self.say("calm")
        before = self.watch.versions[-1][1] if self.watch.versions else 0
        self.pause(CALM_S)
        self.watch.over.set()
        self.watch.join()
        after = self.up.version()
        if after is None or after <= before:
            self.violations.append(
                f"learning did not go on: version {before} before the calm, {after} after it")
        self.say("stop")
        send(self.up.process.pid, signal.SIGINT)
        try:
            self.up.process.wait(STOP_MAX_S)
        except subprocess.TimeoutExpired:
            self.violations.append(f"up did not stop within {STOP_MAX_S} s")
            self.up.process.kill()
        self.await_children_gone()
        self.check_resources()
        self.check_records()

    def check_resources(self):
        self.resources = {}
        for name in sorted({kind(sample[1]) for sample in self.watch.samples}):
            samples = [s for s in self.watch.samples if kind(s[1]) == name]
            memory = [s[2] for s in samples]
            files = max(s[3] for s in samples)
            # Peaks, because a process that was just started again holds little.
            half, rest = memory[len(memory) // 4:len(memory) // 2], memory[3 * len(memory) // 4:]
            growth = max(rest) / max(half) if half and rest else 1
            self.resources[name] = (max(memory), growth, files)
            if max(memory) > RESIDENT_MAX_MB[name]:
                self.violations.append(f"{name} held {max(memory)} MB")
            if files > FILES_MAX:
                self.violations.append(f"{name} held {files} files")
            if self.arguments.minutes >= GROWTH_NEEDS_MINUTES and growth > GROWTH_MAX:
                self.violations.append(f"the memory of {name} grew by a factor of {growth:.2f}")

    def check_records(self):
        check = subprocess.run(
            [str(HOME / "nucleate"), "check", str(self.place.data)], capture_output=True,
            text=True, check=False)
        try:
            self.report = json.loads(check.stdout)
            self.violations += self.report["violations"]
        except ValueError:
            self.report = {}
            self.violations.append("the records cannot be checked: " + check.stderr.strip())

    def print_table(self):
        minutes = (time.monotonic() - self.started) / 60
        print(f"| soak of {minutes:.0f} minutes, seed {self.arguments.seed} | |\n|---|---|")
        for name, value in sorted(self.faults.items()):
            print(f"| {name} | {value} |")
        if not self.place.is_small:
            print("| disk full | not tried: no small file system can be mounted here |")
        if not self.arguments.clock:
            print("| clock set forward | not tried: needs --clock |")
        for name, value in self.report.items():
            if name != "violations":
                print(f"| {name.replace('_', ' ')} | {value} |")
        for name, (memory, growth, files) in self.resources.items():
            print(f"| {name}: most memory, growth, files | {memory} MB, ×{growth:.2f}, {files} |")
        print(f"| most disk in use | {self.used_max_mb} MB |")
        new = firsts(self.watch.versions)
        gaps = [b[0] - a[0] for a, b in zip(new, new[1:])]
        print(f"| longest time between versions | {max(gaps, default=0):.0f} s |")
        print(f"| violations | {len(self.violations)} |")
        for violation in self.violations:
            print(f"| violation | {violation.replace('|', '/')} |")


def firsts(versions):
    """The first sight of each version."""
    seen = {}
    for at, version in versions:
        seen.setdefault(version, (at, version))
    return sorted(seen.values())


def kind(name):
    return name.split("-")[0]


def send(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def main():
    # A shell lets its background jobs ignore SIGINT, and so would `up`, which it stops.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    arguments = parse_arguments()
    if 60 * arguments.minutes <= CALM_S:
        sys.exit(f"error: --minutes must be more than the {CALM_S} s of calm at the end")
    soak = Soak(arguments)
    try:
        soak.run()
        soak.print_table()
    finally:
        if soak.up.process and not soak.up.has_ended():
            soak.up.process.kill()
        for pid in soak.up.children():
            send(pid, signal.SIGKILL)
        if arguments.keep or soak.violations:
            print(f"kept {soak.place.root}", file=sys.stderr)
        else:
            soak.place.remove()
    sys.exit(1 if soak.violations else 0)


if __name__ == "__main__":
    main()
