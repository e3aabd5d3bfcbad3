"""Programs that will end at a point.

``python -m tests.faults.crashing server DATABASE POINT ARGUMENTS``, likewise
``python -m tests.faults.crashing desktop POINT ARGUMENTS``; the arguments are the program's own.
"""

import sys
from collections.abc import Sequence
from importlib import import_module

from tests.faults.crash_points import CrashPoint, install
from tests.faults.desktop_points import POINTS
from tests.faults.server_points import points_of


def run(program: str, arguments: Sequence[str]) -> int:
    """Set the point and run the program."""
    if program == "server":
        database, name, *rest = arguments
        install(_named(name, points_of(database)))
        return int(import_module("backend.__main__").main(rest))
    name, *rest = arguments
    install(_named(name, POINTS))
    return int(import_module("desktop.commands.program").main(rest))


def _named(name: str, points: Sequence[CrashPoint]) -> CrashPoint:
    (point,) = [point for point in points if point.name == name]
    return point


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], sys.argv[2:]))
