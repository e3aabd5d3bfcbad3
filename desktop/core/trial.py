"""The test notification: shown through the whole chain, and what became of it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from desktop.core.language import Translate
from desktop.core.ports import Sleep
from desktop.core.text.notices import trial
from desktop.core.toasts.toast import NOBODY, ToastEnd
from desktop.core.toasts.toaster import Toaster
from desktop.core.view import TrialReport, TrialState

WAIT_S = 60.0
"""How long the person and the system may take."""

_ENDS = {
    ToastEnd.EXPIRED: TrialState.EXPIRED,
    ToastEnd.DISMISSED: TrialState.DISMISSED,
    ToastEnd.WITHDRAWN: TrialState.EXPIRED,
    ToastEnd.UNKNOWN: TrialState.CLOSED,
}


class Trial:
    """One test notification at a time.

    Args:
        toaster: The way that every toast takes.
        translate: Looks sentences up.
        now: Tells the time, aware UTC.
        sleep: Waits.
        told: Called with each news of it.
    """

    def __init__(
        self,
        *,
        toaster: Toaster,
        translate: Translate,
        now: Callable[[], datetime],
        sleep: Sleep,
        told: Callable[[TrialReport], None],
    ) -> None:
        """Show nothing yet."""
        self._toaster = toaster
        self._translate = translate
        self._now = now
        self._sleep = sleep
        self._told = told
        self._report: TrialReport | None = None
        self._wanted = asyncio.Event()

    def start(self) -> None:
        """Show a test notification soon."""
        self._wanted.set()

    async def run(self) -> None:
        """Work until cancelled: show what is wanted, and give up on what nobody answers."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            await self._show()
            waits = [
                asyncio.ensure_future(self._sleep(WAIT_S)),
                asyncio.ensure_future(self._wanted.wait()),
            ]
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()
            self._end(TrialState.UNANSWERED)

    def activated(self) -> None:
        """Note that the person saw it: nobody else can click it."""
        self._end(TrialState.SEEN)

    def closed(self, end: ToastEnd) -> None:
        """Note that the system took it away, or the person did."""
        self._end(_ENDS[end])

    async def _show(self) -> None:
        self._set(TrialReport(TrialState.SENDING, at=self._now()))
        is_silenced = await self._toaster.is_silenced()
        outcome = await self._toaster.show(trial(self._translate))
        state = TrialState.SHOWN
        if outcome.shown_by == NOBODY:
            state = TrialState.FAILED
        elif is_silenced:
            state = TrialState.SILENCED
        self._set(
            TrialReport(
                state,
                at=self._now(),
                shown_by=outcome.shown_by,
                skipped=tuple(outcome.skipped.items()),
            )
        )

    def _end(self, state: TrialState) -> None:
        report = self._report
        if report is None:
            return
        # Whoever clicks it has seen it, also after it left the screen.
        is_open = report.state in {TrialState.SHOWN, TrialState.SILENCED}
        if is_open or (state is TrialState.SEEN and report.state is not TrialState.FAILED):
            self._set(replace(report, state=state, at=self._now()))

    def _set(self, report: TrialReport) -> None:
        self._report = report
        self._told(report)
