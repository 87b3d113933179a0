#!/usr/bin/env python3
"""Checks that the links of every Markdown file lead somewhere.

A relative link must name a file of the repository, and its #fragment a heading there, spelt as
GitHub spells anchors. Each page under docs is linked from another one. Prints each fault with file
and line; exit code 1 if there is one.
"""
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

HOME = Path(__file__).resolve().parent.parent
INLINE = re.compile(r"\]\(([^)\s]+)\)")
DEFINITION = re.compile(r"^\[[^\]]+\]:\s+(\S+)")
HTML = re.compile(r"""(?:href|src)="([^"]+)\"""")
REFERENCE = re.compile(r"\[[^\]]+\]\[([^\]]+)\]")


def prose(path):
    """Numbered lines outside fenced blocks, without inline code."""
    fenced = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif not fenced:
            yield number, re.sub(r"`[^`]*`", lambda code: "x" * len(code[0]), line)


def anchors(path):
    """The anchors of a file's headings."""
    found = set()
    fenced = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            fenced = not fenced
        heading = re.match(r"#{1,6}\s+(.*)", line)
        if heading and not fenced:
            text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading[1]).strip().lower()
            anchor = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
            number = 0
            while (anchor if number == 0 else f"{anchor}-{number}") in found:
                number += 1
            found.add(anchor if number == 0 else f"{anchor}-{number}")
    return found


def broken(path, target):
    """What is wrong with a link, or None."""
    if re.match(r"[a-z]+:", target):
        return None
    name, _, fragment = target.partition("#")
    file = (path.parent / unquote(name)).resolve() if name else path
    if not file.exists():
        return f"no file {name}"
    if HOME not in (file, *file.parents):
        return f"{name} is outside the repository"
    if fragment and fragment not in anchors(file):
        return f"no heading #{fragment} in {file.relative_to(HOME)}"
    return None


def targets(line):
    """Where the links of a line lead."""
    definition = DEFINITION.match(line)
    return INLINE.findall(line) + HTML.findall(line) + ([definition[1]] if definition else [])


def linked(path):
    """The other files that a page links to."""
    for _, line in prose(path):
        for target in targets(line):
            file = (path.parent / unquote(target.partition("#")[0])).resolve()
            if file != path:
                yield file


def faults(path):
    labels = set()
    uses = []
    for number, line in prose(path):
        definition = DEFINITION.match(line)
        if definition:
            labels.add(line[1:line.index("]")].lower())
        uses += [(number, label.lower()) for label in REFERENCE.findall(line)]
        for target in targets(line):
            fault = broken(path, target)
            if fault:
                yield number, fault
    for number, label in uses:
        if label not in labels:
            yield number, f"no definition of [{label}]"


def main():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=HOME, capture_output=True, text=True, check=True).stdout.split()
    files = [HOME / name for name in listed if (HOME / name).exists()]
    found = {file for path in files for file in linked(path)}
    count = 0
    for path in files:
        lines = sorted(faults(path))
        if HOME / "docs" in path.parents and path not in found:
            lines.append((1, "no page links here"))
        for number, fault in lines:
            count += 1
            print(f"{path.relative_to(HOME)}:{number}: {fault}")
    print(f"{len(files)} files, {count} faults", file=sys.stderr)
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
