"""Points at which a program can be made to end at once, as by SIGKILL or a power cut.

The product has no switch for this: the points are set from the outside, by wrapping a function of
the program in a process of its own (``tests/faults/crashing.py``).
"""

import functools
import importlib
import inspect
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from typing_extensions import override


class Side(StrEnum):
    """Of a call, the side on which the program ends."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class CrashPoint:
    """One place in the program.

    Attributes:
        name: What happened so far, and what did not.
        function: ``module:name``, where the module is the one that calls it.
        nth: The call that it ends at, counted from the moment when the point is armed.
        is_armed: Armed from the start of the program; else by SIGUSR1.
    """

    name: str
    function: str
    side: Side
    nth: int = 3
    is_armed: bool = False

    @override
    def __str__(self) -> str:
        return self.name


def install(point: CrashPoint) -> None:
    """Wrap the function of ``point``."""
    countdown = _Countdown(point.nth, point.is_armed)
    signal.signal(signal.SIGUSR1, lambda *_: countdown.arm())
    module_name, _, path = point.function.partition(":")
    owner: Any = importlib.import_module(module_name)
    *holders, name = path.split(".")
    for holder in holders:
        owner = getattr(owner, holder)
    setattr(owner, name, _wrapped(getattr(owner, name), point.side, countdown.passed))


@dataclass
class _Countdown:
    left: int
    is_armed: bool = False

    def arm(self) -> None:
        self.is_armed = True

    def passed(self) -> None:
        if not self.is_armed:
            return
        self.left -= 1
        if self.left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def _wrapped(
    function: Callable[..., Any], side: Side, passed: Callable[[], None]
) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def awaited(*args: Any, **kwargs: Any) -> Any:
            if side is Side.BEFORE:
                passed()
            result = await function(*args, **kwargs)
            if side is Side.AFTER:
                passed()
            return result

        return awaited

    @functools.wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        if side is Side.BEFORE:
            passed()
        result = function(*args, **kwargs)
        if side is Side.AFTER:
            passed()
        return result

    return called
