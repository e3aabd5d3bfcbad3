"""Python's search for garbage in cycles, fitted to a server that keeps much and drops little.

Each full search walks over everything that lives. Most of that is there since the start: modules,
settings, the schema. It took 60 ms of every full search, in which nobody is answered.
"""

import gc

THRESHOLDS = (10_000, 10, 10)
"""Python's own (700, 10, 10) search 15 times as often while thousands connect, for nothing."""


def settle() -> None:
    """Leave out of every later search what is there now; called once, when all is set up."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
