"""What a mark does to an item, made here or told by the server. Pure.

Of several marks the one holds that is last in the person's own room, which has one order for all
devices. A mark that was made here is shown at once; what the server says meanwhile is remembered
below it, and comes to light if the mark is refused (ADR-0024).
"""

from dataclasses import replace

from desktop.core.state import Item, Mark


def changes(item: Item, mark: Mark) -> bool:
    """Return whether ``mark`` would be seen on ``item``."""
    match mark:
        case Mark.CLEARED:
            return not item.cleared
        case Mark.READ:
            return not (item.cleared or item.read)
        case Mark.UNREAD:
            return item.read and not item.cleared


def marked_here(item: Item, mark: Mark) -> Item:
    """Return ``item`` with a mark that the server has not confirmed."""
    if mark is Mark.CLEARED:
        return replace(item, cleared=True, unconfirmed=mark)
    before = item.read if item.read_on_server is None else item.read_on_server
    return replace(item, read=mark is Mark.READ, unconfirmed=mark, read_on_server=before)


def marked_there(item: Item, mark: Mark) -> Item:
    """Return ``item`` with a mark that the server has, made on any device."""
    if mark is Mark.CLEARED:
        return replace(item, cleared=True, unconfirmed=None, read_on_server=None)
    read = mark is Mark.READ
    if item.unconfirmed is mark:
        return replace(item, read=read, unconfirmed=None, read_on_server=None)
    if item.read_on_server is not None:
        return replace(item, read_on_server=read)
    return replace(item, read=read)


def listed_there(item: Item, listed: Item) -> Item:
    """Return ``item`` in the state in which the server lists it; what is on its way stays."""
    if item.read_on_server is not None:
        return replace(item, facts=listed.facts, read_on_server=listed.read)
    cleared = item.unconfirmed is Mark.CLEARED
    return replace(item, facts=listed.facts, read=listed.read, cleared=cleared)


def confirmed(item: Item) -> Item:
    """Return ``item`` after the server took its mark."""
    return replace(item, unconfirmed=None, read_on_server=None)


def taken_back(item: Item) -> Item:
    """Return ``item`` without its mark: the server refused it, or the person did.

    A mark that was on its way when the item was cleared is on its way again.
    """
    if item.unconfirmed is not Mark.CLEARED:
        read = item.read if item.read_on_server is None else item.read_on_server
        return replace(item, read=read, unconfirmed=None, read_on_server=None)
    before = None
    if item.read_on_server is not None:
        before = Mark.READ if item.read else Mark.UNREAD
    return replace(item, cleared=False, unconfirmed=before)


def after_early(known: Mark | None, mark: Mark) -> Mark:
    """Return what marks that came before their event add up to: cleared stays cleared."""
    return Mark.CLEARED if known is Mark.CLEARED else mark
