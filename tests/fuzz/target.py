"""A reader of bytes from outside, as a fuzzer sees it: one function that takes any bytes.

It returns when the bytes were read or refused as agreed. Whatever else it raises is a fault.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from common.envelope import encode

CORPUS = Path(__file__).parent / "corpus"

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the table.

    Attributes:
        name: Of the target, and of its folder in the corpus.
        run: Reads the bytes; raises only when that is a fault.
        seeds: Good inputs, from which the fuzzers make bad ones.
        at_work_s: What one input may cost besides what its length costs, for readers that
            open a file or a loop.
    """

    name: str
    run: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    at_work_s: float = 0.1

    @property
    def kept(self) -> dict[str, bytes]:
        """Inputs that were interesting once, by the names of their files."""
        folder = CORPUS / self.name
        return {path.name: path.read_bytes() for path in sorted(folder.glob("*"))}


def check_comes_back(value: _T, read: Callable[[bytes], _T]) -> None:
    """Check that ``value`` can be written, and is the same when it is read again."""
    assert read(encode(value)) == value


def choose(data: bytes, options: Sequence[_T]) -> tuple[_T, bytes]:
    """Return the option that the first byte means, and what follows it."""
    return options[data[0] % len(options) if data else 0], data[1:]
