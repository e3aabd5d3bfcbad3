"""What must work for the server to be sent work, and how it stands: each check by itself."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TypeAlias

import msgspec


class CheckState(StrEnum):
    """How one part of the server stands."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILED = "failed"


class CheckResult(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a check found.

    Attributes:
        state: Degraded parts still serve, only later or less; work is kept away from failed ones.
        detail: A short reason for people who run servers; empty when all is well.
    """

    state: CheckState
    detail: str = ""


Check: TypeAlias = Callable[[], Awaitable[CheckResult]]
"""Looks at one part of the server; an error of the product and silence count as failed."""

PASSED = CheckResult(state=CheckState.OK)


def degraded(detail: str) -> CheckResult:
    """Return that a part serves, only later or less."""
    return CheckResult(state=CheckState.DEGRADED, detail=detail)


def failed(detail: str) -> CheckResult:
    """Return that a part does not serve."""
    return CheckResult(state=CheckState.FAILED, detail=detail)
