"""A table whose only target has a fault, as deep as those that coverage leads to."""

from tests.fuzz.target import Target

_WORD = b"bug!"


def read(data: bytes) -> None:
    """Fail over one word of four letters: one in four thousand million that dice throw."""
    at = 0
    while at < len(_WORD) and data[at : at + 1] == _WORD[at : at + 1]:
        at += 1
        if at == 1:
            continue
        if at == 2:
            continue
        if at == 3:
            continue
        if at == len(_WORD):
            raise IndexError


TARGETS = {"planted": Target("planted", read, (b"x",))}
