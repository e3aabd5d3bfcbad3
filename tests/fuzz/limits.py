"""What one input may cost: time and memory, both by its length."""

import time
import tracemalloc

from tests.fuzz.target import Target

S_PER_KIB = 0.02
BYTES_AT_WORK = 8 * 1024 * 1024
BYTES_PER_BYTE = 512
"""A list of empty lists, as JSON, is 50 times as large in memory; libraries copy it."""


class TooExpensiveError(AssertionError):
    """An input cost more than its length explains."""


def run_within_limits(target: Target, data: bytes) -> None:
    """Run ``target`` once.

    Raises:
        TooExpensiveError: It took too much of the processor or of the memory.
    """
    tracemalloc.start()
    try:
        began_s = time.thread_time()
        target.run(data)
        took_s = time.thread_time() - began_s
        _, most_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    if took_s > target.at_work_s + S_PER_KIB * len(data) / 1024:
        message = f"{took_s:.2f} s of the processor for {len(data)} bytes"
        raise TooExpensiveError(message)
    if most_bytes > BYTES_AT_WORK + BYTES_PER_BYTE * len(data):
        message = f"{most_bytes} bytes of memory for {len(data)} bytes"
        raise TooExpensiveError(message)
