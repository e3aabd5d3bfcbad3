"""Memory that the program holds and does not use, given back to the machine."""

import ctypes
import gc
import sys
from contextlib import suppress


def give_back_memory() -> None:
    """Return what is free; worth its 20 ms after much was released, as with a window."""
    gc.collect()
    if sys.platform == "linux":
        with suppress(AttributeError):  # musl has no such function, and less need of it.
            ctypes.CDLL(None).malloc_trim(0)
