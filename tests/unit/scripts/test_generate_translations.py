from pathlib import Path

import pytest

from scripts.generate_translations import CATALOG, Sentence, faults, main, read, sentences

_OPEN = Sentence("Toast", "Open {number}…")


def test_sentences_are_found_wherever_they_are_looked_up(tmp_path: Path) -> None:
    source = tmp_path / "window.py"
    source.write_text(
        "a = translate('Toast', 'One ' 'line')\n"
        "b = QCoreApplication.translate('Toast', 'Two')\n"
        "c = translate('Toast', words)\n"
        "d = text.translate(table)\n"
    )

    assert list(sentences([source])) == [Sentence("Toast", "One line"), Sentence("Toast", "Two")]


def test_sentence_that_is_translated_well_is_no_fault() -> None:
    assert list(faults([_OPEN], {_OPEN: "{number} öffnen…"})) == []


@pytest.mark.parametrize(
    ("translation", "reason"),
    [
        ("", "not translated"),
        ("{zahl} öffnen…", "other placeholders"),
        ("Öffnen…", "other placeholders"),
        ("{number} öffnen", "another end"),
        ("{number}\nöffnen…", "other lines"),
        (" {number} öffnen…", "blanks"),
        ('"{number}" öffnen…', "quotes that are not typographic"),
    ],
)
def test_translation_that_would_look_wrong_is_named(translation: str, reason: str) -> None:
    (fault,) = faults([_OPEN], {_OPEN: translation})

    assert reason in fault
    assert "Open {number}" in fault


def test_sentences_without_a_place_in_the_catalog_and_the_reverse_are_named() -> None:
    old = Sentence("Toast", "Old")

    assert [fault.partition(":")[0] for fault in faults([_OPEN], {old: "Alt"})] == [
        "missing",
        "no longer used",
    ]


def test_unfinished_translation_counts_as_none(tmp_path: Path) -> None:
    catalog = tmp_path / "x.ts"
    catalog.write_text(
        "<TS><context><name>Toast</name><message><source>Show</source>"
        '<translation type="unfinished">Zeig</translation></message></context></TS>'
    )

    assert read(catalog) == {Sentence("Toast", "Show"): ""}


def test_catalog_is_up_to_date_and_german(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--check"])

    assert capsys.readouterr().out == ""
    assert code == 0
    assert read(CATALOG)[Sentence("Toast", "Open")] == "Öffnen"
