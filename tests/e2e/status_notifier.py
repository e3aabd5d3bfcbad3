"""Reads the tray as a panel does: StatusNotifierItem and the menus behind it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from jeepney import DBusAddress

from tests.e2e.bus import Bus, BusError, plain

_WATCHER = DBusAddress(
    "/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher", "org.kde.StatusNotifierWatcher"
)
_ITEM = "org.kde.StatusNotifierItem"
_MENU = "com.canonical.dbusmenu"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One line of a tray menu.

    Attributes:
        id: Its number in the menu of now; numbers change when the menu is rebuilt.
        label: Its text with the mnemonic underscores; empty for a separator.
        checked: None when it cannot be checked.
        children: The lines of its submenu.
    """

    id: int
    label: str
    enabled: bool
    visible: bool
    checked: bool | None
    separator: bool
    children: tuple["MenuEntry", ...]

    def walk(self) -> Iterator["MenuEntry"]:
        """Return this entry and everything below it, top down."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class TrayItem:
    """One icon in the tray, as it was when it was read.

    Attributes:
        service: Bus name that the item lives at.
        status: ``Active``, ``Passive`` or ``NeedsAttention``.
        tooltip: Title and text of the tooltip; a program may use either.
        icon_sizes: (width, height) in pixels of the pictures it offers.
        icon_data: The largest picture as ARGB32 bytes in network order; empty without one.
        menu: The lines of its menu, top down; empty when it has none.
    """

    service: str
    path: str
    id: str
    title: str
    status: str
    icon_name: str
    tooltip: tuple[str, str]
    icon_sizes: tuple[tuple[int, int], ...]
    icon_data: bytes
    menu_path: str
    menu: tuple[MenuEntry, ...]

    def entry(self, label: str) -> MenuEntry:
        """Return the menu entry with this label, mnemonics ignored.

        Raises:
            AssertionError: There is none; the text lists the labels there are.
        """
        entries = [entry for top in self.menu for entry in top.walk()]
        for entry in entries:
            if entry.label.replace("_", "") == label:
                return entry
        raise AssertionError(f"no menu entry {label!r} in {[entry.label for entry in entries]}")


def host_is_ready(bus: Bus) -> bool:
    """Return whether a panel shows items now."""
    if not bus.has_name(_WATCHER.bus_name):
        return False
    with suppress(BusError):  # It left in the meantime.
        return bool(bus.properties(_WATCHER)["IsStatusNotifierHostRegistered"])
    return False


def read_items(bus: Bus) -> list[TrayItem]:
    """Return every registered item that answers, in the order of registration."""
    names: list[str] = bus.properties(_WATCHER)["RegisteredStatusNotifierItems"]
    items = []
    for name in names:
        with suppress(BusError):  # One that left in the meantime.
            items.append(_read_item(bus, name))
    return items


def click_menu(bus: Bus, item: TrayItem, label: str) -> None:
    """Choose the menu entry with this label, as a panel does for a person."""
    address = DBusAddress(item.menu_path, item.service, _MENU)
    bus.call(address, "Event", "isvu", item.entry(label).id, "clicked", ("s", ""), 0)


def activate(bus: Bus, item: TrayItem) -> None:
    """Click the icon itself with the left button."""
    bus.call(DBusAddress(item.path, item.service, _ITEM), "Activate", "ii", 0, 0)


def _read_item(bus: Bus, name: str) -> TrayItem:
    service, slash, path = name.partition("/")
    address = DBusAddress(slash + path or "/StatusNotifierItem", service, _ITEM)
    values = bus.properties(address)
    _, _, title, text = values.get("ToolTip", ("", [], "", ""))
    pictures = sorted(values.get("IconPixmap", []))
    item = TrayItem(
        service=service,
        path=address.object_path,
        id=values.get("Id", ""),
        title=values.get("Title", ""),
        status=values.get("Status", ""),
        icon_name=values.get("IconName", ""),
        tooltip=(title, text),
        icon_sizes=tuple((width, height) for width, height, _ in pictures),
        icon_data=bytes(pictures[-1][2]) if pictures else b"",
        menu_path=values.get("Menu", "/NO_DBUSMENU"),
        menu=(),
    )
    if item.menu_path == "/NO_DBUSMENU":
        return item
    menu = DBusAddress(item.menu_path, service, _MENU)
    # A menu may be filled only when it is about to be shown.
    bus.call(menu, "AboutToShow", "i", 0)
    _, root = bus.call(menu, "GetLayout", "iias", 0, -1, [])
    return replace(item, menu=_entry(root).children)


def _entry(node: tuple[int, dict[str, Any], list[tuple[str, Any]]]) -> MenuEntry:
    number, raw, children = node
    values = plain(raw)
    return MenuEntry(
        id=number,
        label=values.get("label", ""),
        enabled=values.get("enabled", True),
        visible=values.get("visible", True),
        checked=values.get("toggle-state") == 1 if values.get("toggle-type") else None,
        separator=values.get("type") == "separator",
        children=tuple(_entry(child) for _, child in children),
    )
