"""The figures as files: tables as CSV, pictures as PNG."""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from desktop.ui.dashboard.data import Row, Timeline
from desktop.ui.dashboard.queue_columns import COLUMNS, QueueColumn

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula."""
_LEFT_OUT = {QueueColumn.TREND, QueueColumn.AS_OF}


def queues_table(rows: Iterable[Row]) -> list[list[object]]:
    """Return the table of queues: times in seconds, instants as ISO 8601 in UTC."""
    columns = [column for column in QueueColumn if column not in _LEFT_OUT]
    heads: list[object] = [COLUMNS[column].title() for column in columns]
    heads.append(COLUMNS[QueueColumn.AS_OF].title())
    lines = [heads]
    for row in rows:
        values: list[object] = [row.name, row.team]
        values += [_raw(COLUMNS[column].value(row)) for column in columns[2:]]
        values.append(_raw(row.confirmed_at))
        lines.append(values)
    return lines


def timeline_table(backlog: Timeline, flow: Timeline) -> list[list[object]]:
    """Return what the timelines show; where only one has a bucket, the other is empty."""
    lines = (*backlog.lines, *flow.lines)
    cells: dict[datetime, list[object]] = {}
    for offset, timeline in ((0, backlog), (len(backlog.lines), flow)):
        for entry, at in enumerate(timeline.instants):
            row = cells.setdefault(at, [""] * len(lines))
            for position, line in enumerate(timeline.lines):
                row[offset + position] = line.values[entry]
    heads: list[object] = ["UTC", *(line.name for line in lines)]
    return [heads, *([_raw(at), *cells[at]] for at in sorted(cells))]


def write_csv(path: Path, table: Sequence[Sequence[object]]) -> None:
    """Write ``table`` so that spreadsheets read it, and take no cell for a formula.

    Raises:
        OSError: The file cannot be written.
    """
    # The mark at the begin tells spreadsheets the encoding.
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file, delimiter=_delimiter()).writerows(
            [_safe(cell) for cell in row] for row in table
        )


def write_png(path: Path, widget: QWidget) -> None:
    """Write a picture of ``widget``.

    Raises:
        OSError: The file cannot be written.
    """
    if not widget.grab().save(str(path), "PNG"):
        raise OSError(path)


def _delimiter() -> str:
    """Return what spreadsheets of this locale expect between two cells."""
    return ";" if QLocale().decimalPoint() == "," else ","


def _safe(cell: object) -> object:
    """Return ``cell`` with a quote before what a spreadsheet would calculate."""
    if isinstance(cell, str) and cell.startswith(_DANGEROUS):
        return f"'{cell}"
    return cell


def _raw(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, float):
        return round(value)
    return "" if value is None else value
