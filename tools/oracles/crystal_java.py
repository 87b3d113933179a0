"""Starts main classes among the compiled tests of the module crystal."""

import pathlib

TARGET = pathlib.Path(__file__).parents[2] / "crystal/target"


def command(main_class, *arguments):
    """Returns the command line that runs a class; needs the Maven line of the caller's header."""
    dependencies = (TARGET / "classpath").read_text().strip()
    classpath = f"{TARGET}/classes:{TARGET}/test-classes:{dependencies}"
    return ["java", "-cp", classpath, main_class, *map(str, arguments)]
