from pathlib import Path
from xml.etree import ElementTree as ET

from scripts.bench.growth.curves import Growth, draw


def growth() -> Growth:
    grown = Growth("CPU of an event", "µs", "sockets", is_logarithmic=True, note="on two cores")
    for size in (10, 10_000):
        for is_ours in (True, False):
            grown.at(size).side(is_ours).extend([size * 2.0, size * 3.0, size * 4.0])
    return grown


def test_each_size_is_a_row_and_the_note_stands_once() -> None:
    rows = growth().rows()

    assert [row.what for row in rows] == [
        "CPU of an event, 10 sockets",
        "CPU of an event, 10,000 sockets",
    ]
    assert [row.note for row in rows] == ["on two cores", ""]
    assert rows[1].ours == rows[1].peer == (20_000.0, 30_000.0, 40_000.0)


def test_plot_names_what_it_shows_in_text(tmp_path: Path) -> None:
    draw([growth(), growth()], tmp_path / "plots" / "growth.svg")

    texts = {
        element.text
        for element in ET.parse(tmp_path / "plots" / "growth.svg").iter()  # noqa: S314 - our own
        if element.tag.endswith("}text")
    }
    assert {"CPU of an event", "µs", "sockets", "Bomizzel", "Node", "10,000"} <= texts


def test_same_figures_make_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first.svg", "second.svg"):
        draw([growth()], tmp_path / name)

    assert (tmp_path / "first.svg").read_bytes() == (tmp_path / "second.svg").read_bytes()
