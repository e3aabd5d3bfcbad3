"""What the notification center says of an item: aloud, in a tooltip, and why it came."""

from datetime import datetime
from typing import assert_never

from common.errors import ErrorCode
from desktop.core.connection import Link
from desktop.core.reasons import Rule
from desktop.core.view import Account, CenterItem
from desktop.ui.center.filtering import Filter
from desktop.ui.texts import kind_title, one_line, priority_title, translate
from desktop.ui.times import ago, full_time


def spoken(item: CenterItem, now: datetime | None) -> str:
    """Return what a screen reader says of an item, most telling first."""
    state = translate("Center", "read") if item.read else translate("Center", "unread")
    parts = [state, item.title, one_line(item.body), handling(item), priority_title(item.priority)]
    if now is not None:
        parts.append(ago(item.at, now))
    return ", ".join(part for part in parts if part)


def tooltip(item: CenterItem) -> str:
    """Return what there is to know of an item beyond its row."""
    lines = [kind_title(item.kind), full_time(item.at), priority_title(item.priority)]
    if item.pending:
        lines.append(translate("Center", "Not confirmed by the server yet"))
    return "\n".join(lines)


def lines_of(item: CenterItem) -> tuple[str, str]:
    """Return what stands below the title: what it is about, then where, by whom, and so on."""
    about, _, rest = item.body.partition("\n")
    known = one_line(rest)
    queue = item.queue_name if item.queue_name not in item.body else ""
    return one_line(about), " · ".join(part for part in (handling(item), known, queue) if part)


def lines_of_silenced(item: CenterItem) -> tuple[str, str]:
    """Return what stands below the title of an item that was held back: at last, why."""
    about = one_line(item.body.partition("\n")[0])
    return about or item.queue_name, why(item)


def handling(item: CenterItem) -> str:
    """Return who deals with the ticket, or what became of an attempt; empty for nothing."""
    if item.claim_pending:
        return translate("Center", "Claiming…")
    if item.claim_refusal:
        return _refusal(item)
    if item.is_mine:
        return translate("Center", "You have it")
    if item.holder:
        return translate("Center", "{name} has it").format(name=item.holder)
    return ""


def why(item: CenterItem) -> str:
    """Return which rule decided, as a sentence."""
    if not item.reason:
        return translate("Why", "It has not been decided yet: Bomizzel is catching up.")
    return _reason(Rule(item.reason))


def account_text(account: Account | None) -> str:
    """Return who is signed in, and where; empty for nobody."""
    if account is None:
        return ""
    server = account.server.partition("://")[2] or account.server
    return f"{account.name} · {server}"


def nothing_listed(link: Link, chosen: Filter) -> str:
    """Return what an empty list says."""
    if chosen.is_active:
        return translate("Center", "Nothing matches. Press Esc to see everything.")
    match link:
        case Link.SIGNED_OUT | Link.WAITING_FOR_KEYRING:
            return translate("Center", "Your notifications appear here once you are signed in.")
        case _:
            return translate(
                "Center",
                "Nothing here. When a ticket is assigned to you or somebody mentions you, "
                "it appears here.",
            )


def nothing_silenced(chosen: Filter) -> str:
    """Return what the other tab says while it is empty."""
    if chosen.is_active:
        return translate("Center", "Nothing matches. Press Esc to see everything.")
    return translate(
        "Center",
        "Nothing was silenced. What your rules and quiet hours keep from you is listed here, "
        "with the reason.",
    )


def _refusal(item: CenterItem) -> str:
    if item.claim_refusal == ErrorCode.ALREADY_CLAIMED:
        winner = item.claim_winner or item.holder
        if winner:
            return translate("Center", "{name} was faster").format(name=winner)
        return translate("Center", "A colleague was faster")
    if item.claim_refusal == ErrorCode.TICKET_CLOSED:
        return translate("Center", "Closed before you could claim it")
    return translate("Center", "It was not given to you")


def _reason(rule: Rule) -> str:  # noqa: C901, PLR0911, PLR0912 - a table
    match rule:
        case Rule.HIGH_PRIORITY:
            return translate("Why", "It was shown at once, because it concerns you directly.")
        case Rule.KIND_CHOSEN:
            return translate("Why", "It was shown at once: you want to be told of this kind.")
        case Rule.ALERT_QUEUE:
            return translate("Why", "It was shown at once: you want to hear all of this queue.")
        case Rule.URGENT:
            return translate("Why", "It was shown although it was quiet, because it cannot wait.")
        case Rule.DIGEST:
            return translate("Why", "It was part of the summary after your absence.")
        case Rule.SUMMARY:
            return translate("Why", "It was part of a summary: many came at the same time.")
        case Rule.CENTER_ONLY:
            return translate("Why", "It is only listed: this kind interrupts nobody.")
        case Rule.QUIET_QUEUE:
            return translate("Why", "It is only listed: you made this queue quiet.")
        case Rule.KIND_OFF:
            return translate("Why", "It was not listed: you switched this kind off.")
        case Rule.MUTED_QUEUE:
            return translate("Why", "It was not listed: you muted this queue.")
        case Rule.QUIET_HOURS:
            return translate("Why", "It was held back until the end of your quiet hours.")
        case Rule.DO_NOT_DISTURB:
            return translate("Why", "It was held back until the end of do-not-disturb.")
        case Rule.SYSTEM_DO_NOT_DISTURB:
            return translate("Why", "It was held back: your system was set to do-not-disturb.")
        case Rule.ALREADY_READ:
            return translate("Why", "It interrupted nobody: it was read before it came here.")
        case Rule.BEFORE_FIRST_SIGN_IN:
            return translate("Why", "It interrupted nobody: it is from before you signed in here.")
        case Rule.LOADED_LATER:
            return translate("Why", "It interrupted nobody: you asked for older ones.")
        case _:
            assert_never(rule)
