"""How much of the machine is left for a run: bounds hold on one that has the time."""

import os

TASKS_PER_CORE = 1.5
"""What a run needs by itself, which nobody has to wait for long."""


def crowding() -> float:
    """Return by how much longer things may take now, 1 on a machine that has the time.

    It is the mean of the last minute: whoever works beside the tests makes all of them late.
    """
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1) / TASKS_PER_CORE)
