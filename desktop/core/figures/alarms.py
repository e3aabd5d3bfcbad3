"""Tells the person when a figure reaches a limit that notifies: once, and never a flood.

Nothing is told in quiet times; what is still so afterwards is told then.
"""

import asyncio
from collections.abc import Callable
from typing import NoReturn, assert_never

from desktop.core.figures.feed import Feed
from desktop.core.figures.guard import Guard, Reached
from desktop.core.figures.thresholds import Figure, Thresholds
from desktop.core.language import Translate, counted
from desktop.core.ports import Sleep
from desktop.core.toasts.attention import Attention
from desktop.core.toasts.toast import DEFAULT_ACTION, Toast, ToastAction, Urgency
from desktop.core.toasts.toaster import Toaster

AGE_LOOK_S = 60.0
"""How often is looked without news: tickets grow old by themselves, and quiet times end."""


class Alarms:
    """Watches the limits of the queues that the feed brings."""

    def __init__(
        self,
        feed: Feed,
        *,
        limits: Callable[[], Thresholds],
        attention: Attention,
        toaster: Toaster,
        translate: Translate,
        sleep: Sleep,
    ) -> None:
        """Begin with nothing told; ``limits`` returns those that hold now."""
        self._feed = feed
        self._limits = limits
        self._attention = attention
        self._toaster = toaster
        self._translate = translate
        self._sleep = sleep
        self._guard = Guard()

    async def run(self) -> NoReturn:
        """Work until cancelled; nothing is looked at while no limit notifies."""
        while True:
            await self._news()
            await self.look()

    async def look(self) -> None:
        """Tell what has to be told now."""
        due, over = self._guard.look(self._feed.guarded(), self._limits(), self._feed.server_now())
        for tag in over:
            await self._toaster.withdraw(tag)
        if not due or (await self._attention.look()).is_quiet:
            return
        for reached in due:
            if self._toaster.opens_in_s:
                return  # The others at the next look, if they are still so.
            self._guard.told(reached)
            await self._toaster.show(limit_reached(reached, self._translate))

    async def _news(self) -> None:
        """Wait for figures, and at the latest for the time to look at ages."""
        waits: list[asyncio.Future[object]] = [asyncio.ensure_future(self._feed.news())]
        if self._feed.guarded():
            waits.append(asyncio.ensure_future(self._sleep(AGE_LOOK_S)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


def limit_reached(reached: Reached, translate: Translate) -> Toast:
    """Return the toast that says that a figure reached its limit."""
    title = translate("Limit", "{queue}: {figure}")
    show = ToastAction(DEFAULT_ACTION, translate("Toast", "Show"))
    body = translate("Limit", "Your limit for this figure is {limit}.")
    return Toast(
        tag=reached.tag,
        title=title.format(
            queue=reached.queue.name, figure=_words(reached.figure, reached.value, translate)
        ),
        body=body.format(limit=_amount(reached.figure, reached.limit, translate)),
        urgency=Urgency.NORMAL,
        actions=(show,),
    )


def _words(figure: Figure, value: int, translate: Translate) -> str:
    match figure:
        case Figure.OPEN:
            one, many = (
                translate("Limit", "1 open ticket"),
                translate("Limit", "{n} open tickets"),
            )
        case Figure.UNASSIGNED:
            one, many = (
                translate("Limit", "1 unassigned ticket"),
                translate("Limit", "{n} unassigned tickets"),
            )
        case Figure.ESCALATED:
            one, many = (
                translate("Limit", "1 escalated ticket"),
                translate("Limit", "{n} escalated tickets"),
            )
        case Figure.CREATED_LAST_HOUR:
            one, many = (
                translate("Limit", "1 new ticket within an hour"),
                translate("Limit", "{n} new tickets within an hour"),
            )
        case Figure.OLDEST_MINUTES:
            text = translate("Limit", "a ticket has been open for {time}")
            return text.format(time=_amount(figure, value, translate))
        case _:
            assert_never(figure)
    return counted(value, one, many)


def _amount(figure: Figure, value: int, translate: Translate) -> str:
    if figure is not Figure.OLDEST_MINUTES:
        return str(value)
    hours, minutes = divmod(value, 60)
    if not hours:
        return translate("Limit", "{minutes} min").format(minutes=minutes)
    text = translate("Limit", "{hours} h {minutes} min")
    return text.format(hours=hours, minutes=minutes)
