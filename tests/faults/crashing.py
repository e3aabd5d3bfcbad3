"""``python -m tests.faults.crashing server DATABASE POINT``: a server that will end at a point.

What follows the point goes to the program's own command line.
"""

import sys

from backend.__main__ import main
from tests.faults.crash_points import install
from tests.faults.server_points import points_of


def run(arguments: list[str]) -> int:
    """Set the point and run the server."""
    database, name, *rest = arguments
    (point,) = [one for one in points_of(database) if one.name == name]
    install(point)
    return main(rest)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
