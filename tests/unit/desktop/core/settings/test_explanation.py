"""``policy --explain``: every setting with its value and source, and every problem."""

from desktop.core.settings.explanation import explain, lines
from desktop.core.settings.merge import merge
from desktop.core.settings.schema import SCHEMA
from desktop.core.settings.sources import Document, Fault, Problem, Reading, Source

LOOKED_IN = {Source.MACHINE_POLICY: "/etc/x/*.json", Source.CHOICE: "/home/ana/settings.json"}


def test_every_setting_is_there_with_value_source_place_and_lock() -> None:
    settings = merge({Source.PRESET: Reading((Document("/etc/p.json", {"theme": "dark"}),))})

    explanation = explain(settings, LOOKED_IN)

    assert [entry.key for entry in explanation.settings] == [setting.key for setting in SCHEMA]
    theme = next(entry for entry in explanation.settings if entry.key == "theme")
    assert (theme.value, theme.source, theme.place) == ("dark", Source.PRESET, "/etc/p.json")
    assert theme.locked
    assert not explanation.unreadable


def test_lines_say_who_set_what_and_where_to_look() -> None:
    settings = merge({Source.CHOICE: Reading((Document("c.json", {"toastSeconds": 9}),))})

    text = "\n".join(lines(explain(settings, LOOKED_IN)))

    assert [line.split() for line in text.splitlines() if line.startswith("toastSeconds")] == [
        ["toastSeconds", "9", "choice", "no", "c.json"]
    ]
    assert "  machine policy: /etc/x/*.json" in text
    assert "No problems." in text


def test_lines_say_what_is_wrong_where_and_why() -> None:
    damaged = Problem(Source.MACHINE_POLICY, "/etc/x/1.json", Fault.MALFORMED, detail="byte 3")
    readings = {
        Source.MACHINE_POLICY: Reading(problems=(damaged,)),
        Source.PRESET: Reading((Document("/etc/p.json", {"colour": "red"}),)),
    }

    explanation = explain(merge(readings), LOOKED_IN)

    assert list(lines(explanation))[-2:] == [
        "  /etc/x/1.json is damaged (byte 3)",
        "  /etc/p.json: colour is no setting",
    ]
    assert explanation.unreadable
