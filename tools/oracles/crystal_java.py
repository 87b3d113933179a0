"""Starts main classes among the compiled tests of a module."""

import pathlib

ROOT = pathlib.Path(__file__).parents[2]


def command(main_class, *arguments, module="crystal"):
    """Returns the command line that runs a class; needs the Maven line of the caller's header."""
    target = ROOT / module / "target"
    dependencies = (target / "classpath").read_text().strip()
    classpath = f"{target}/classes:{target}/test-classes:{dependencies}"
    return ["java", "-cp", classpath, main_class, *map(str, arguments)]
