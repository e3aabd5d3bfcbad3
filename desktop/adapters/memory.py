"""Memory of the process: what is freed in which thread, and what goes back to the machine."""

import ctypes
import gc
import sys
from contextlib import suppress


def collect() -> None:
    """Collect what Python would have collected by now, in the thread that calls."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return


def give_back_memory() -> None:
    """Return what is free; worth its 20 ms after much was released, as with a window."""
    gc.collect()
    if sys.platform == "linux":
        with suppress(AttributeError):  # musl has no such function, and less need of it.
            ctypes.CDLL(None).malloc_trim(0)
