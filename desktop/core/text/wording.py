"""What notifications, digests and toasts say, made when they are shown. Pure, plain text only."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from common.notifications import NotificationKind
from desktop.core.language import Translate
from desktop.core.state import Facts, Item
from desktop.core.text.sentences import count_of, priority_of, refusal_of_claim, title_of
from desktop.core.toasts.rules import urgency_of
from desktop.core.toasts.toast import (
    DEFAULT_ACTION,
    DIGEST_TAG,
    SUMMARY_TAG,
    Toast,
    ToastAction,
    Urgency,
)

OPEN_ACTION = "open"
CLAIM_ACTION = "claim"
SNOOZE_ACTION = "snooze"

MAX_NAMED = 3
"""Tickets that a digest names; the others are counted."""
MAX_EVENTS_OF_A_TOAST = 500


def tag_of(item: Item) -> str:
    """Return the tag of an item's toast: a newer one of its ticket takes its place."""
    return item.ticket_id or item.event_id


class Wording:
    """Puts items into words, in the person's language."""

    def __init__(self, translate: Translate) -> None:
        """Look sentences up with ``translate``."""
        self._translate = translate

    def title(self, item: Item) -> str:
        """Return what happened, one line."""
        return title_of(item, self._translate)

    def body(self, item: Item) -> str:
        """Return what it is about, and below it where, how pressing and by whom."""
        facts = item.facts or Facts()
        about = facts.ticket_title or facts.text
        return "\n".join(part for part in (about, " · ".join(self._details(facts))) if part)

    def toast(self, item: Item, *, can_claim: bool = False) -> Toast:
        """Return the toast of one notification; one that can be claimed has a button for it."""
        return Toast(
            tag=tag_of(item),
            title=self.title(item),
            body=self.body(item),
            urgency=urgency_of(item.kind, item.ticket_priority),
            actions=self._actions(can_claim=can_claim),
            event_ids=(item.event_id,),
            kind=item.kind,
            priority=item.priority,
        )

    def claim_refused(self, item: Item, code: str, winner: str) -> Toast:
        """Return the toast that says why a ticket is not the person's; ``winner`` may be empty."""
        facts = item.facts or Facts()
        title = refusal_of_claim(code, winner, facts.ticket_number, self._translate)
        # It takes the place of the ticket's toast, but stays when the item is dealt with.
        return replace(
            self.toast(item),
            title=title,
            urgency=Urgency.NORMAL,
            actions=self._opening(),
            event_ids=(),
        )

    def digest(self, items: Sequence[Item]) -> Toast:
        """Return the one toast for everything that came during an absence."""
        translate = self._translate
        title = translate("Toast", "While you were away: {counts}")
        return self._collected(DIGEST_TAG, title.format(counts=self.counts(items)), items)

    def summary(self, items: Sequence[Item]) -> Toast:
        """Return the one toast for what did not get a toast of its own in a flood."""
        translate = self._translate
        title = translate("Toast", "{n} more: {counts}")
        return self._collected(
            SUMMARY_TAG, title.format(n=len(items), counts=self.counts(items)), items
        )

    def counts(self, items: Sequence[Item]) -> str:
        """Return how many there are of each kind, most first: ``3 assigned, 1 mention``."""
        kinds = Counter(item.kind for item in items)
        ordered = sorted(kinds.items(), key=_most_first)
        return ", ".join(count_of(kind, count, self._translate) for kind, count in ordered)

    def _details(self, facts: Facts) -> list[str]:
        translate = self._translate
        details = [facts.queue_name] if facts.queue_name else []
        if facts.ticket_priority is not None:
            details.append(priority_of(facts.ticket_priority, translate))
        if facts.actor_name:
            details.append(translate("Ticket", "by {name}").format(name=facts.actor_name))
        return details

    def _collected(self, tag: str, title: str, items: Sequence[Item]) -> Toast:
        translate = self._translate
        newest = sorted(items, key=lambda item: item.at, reverse=True)
        lines = [self._named(item) for item in newest[:MAX_NAMED]]
        rest = len(items) - len(lines)
        if rest:
            lines.append(translate("Toast", "and {n} more").format(n=rest))
        show = translate("Toast", "Show")
        return Toast(
            tag=tag,
            title=title,
            body="\n".join(lines),
            urgency=max(
                (urgency_of(item.kind, item.ticket_priority) for item in items),
                key=list(Urgency).index,
            ),
            actions=(ToastAction(DEFAULT_ACTION, show), ToastAction(OPEN_ACTION, show)),
            event_ids=tuple(item.event_id for item in newest[:MAX_EVENTS_OF_A_TOAST]),
        )

    def _named(self, item: Item) -> str:
        """Return one line of a digest: the ticket where it is known, else what happened."""
        facts = item.facts
        if facts is None or facts.ticket_number is None:
            return self.title(item)
        return f"#{facts.ticket_number} {facts.ticket_title}"

    def _actions(self, *, can_claim: bool) -> tuple[ToastAction, ...]:
        translate = self._translate
        claim = (ToastAction(CLAIM_ACTION, translate("Toast", "Claim")),) if can_claim else ()
        snooze = ToastAction(SNOOZE_ACTION, translate("Toast", "In 15 minutes"))
        return (*self._opening(), *claim, snooze)

    def _opening(self) -> tuple[ToastAction, ...]:
        # Some desktops offer a click on the toast, some only buttons, so opening is both.
        translate = self._translate
        label = translate("Toast", "Open")
        return ToastAction(DEFAULT_ACTION, label), ToastAction(OPEN_ACTION, label)


def _most_first(count: tuple[NotificationKind, int]) -> tuple[int, str]:
    kind, number = count
    return -number, kind.value
