"""Every setting is described, and its kind is what ``Settings`` accepts."""

from enum import StrEnum

import msgspec
import pytest

from desktop.core.language import in_english
from desktop.core.settings.descriptions import (
    Section,
    descriptions,
    option_labels,
    section_label,
)
from desktop.core.settings.schema import (
    BY_KEY,
    SCHEMA,
    Choice,
    Flag,
    Number,
    Setting,
    Several,
    Text,
)
from desktop.core.settings.sources import Source
from desktop.core.settings.values import Delivery, Settings, ThemeChoice, Weekday

OPTIONS = {
    choice.options
    for setting in SCHEMA
    for choice in (setting.kind, getattr(setting.kind, "of", None))
    if isinstance(choice, Choice)
}


def test_every_setting_is_described_and_nothing_else() -> None:
    assert list(descriptions(in_english)) == list(Settings.__struct_fields__)


def test_words_are_words_and_sentences() -> None:
    assert [s.key for s in SCHEMA if not s.label or s.label.endswith(".")] == []
    assert [s.key for s in SCHEMA if not s.description.endswith(".")] == []


def test_no_two_settings_of_a_page_have_the_same_label() -> None:
    assert len({(s.section, s.label) for s in SCHEMA}) == len(SCHEMA)


def test_every_page_has_a_name() -> None:
    assert len({section_label(section, in_english) for section in Section}) == len(Section)


@pytest.mark.parametrize("options", sorted(OPTIONS, key=repr))
def test_every_option_has_a_name(options: type[StrEnum]) -> None:
    assert list(option_labels(options, in_english)) == [option.value for option in options]


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("autostart", Flag()),
        ("theme", Choice(ThemeChoice)),
        ("deliverNewTicket", Choice(Delivery)),
        ("toastSeconds", Number(3, 60)),
        ("quietHoursDays", Several(Choice(Weekday), 7)),
    ],
)
def test_kind_is_what_settings_says(key: str, kind: object) -> None:
    assert BY_KEY[key].kind == kind


def test_texts_have_a_pattern() -> None:
    assert isinstance(BY_KEY["quietHoursBegin"].kind, Text)


@pytest.mark.parametrize("setting", SCHEMA, ids=lambda setting: str(setting.key))
def test_default_is_accepted_by_its_own_setting(setting: Setting) -> None:
    assert setting.accepted(setting.default) == getattr(Settings(), setting.field)


def test_only_the_organisation_adds_certificate_authorities() -> None:
    limited = {s.key for s in SCHEMA if Source.CHOICE not in s.sources}

    assert limited == {"extraCertificates"}


def test_whole_number_may_be_written_with_a_point() -> None:
    assert BY_KEY["toastSeconds"].accepted(7.0) == 7


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("toastSeconds", 7.5),
        ("toastSeconds", True),
        ("autostart", 1),
        ("theme", "pink"),
        ("theme", None),
        ("quietHoursBegin", "18:00\n"),
        ("quietHoursBegin", "24:00"),
        ("quietHoursDays", ["monday"] * 8),
        ("mutedQueues", ["a b"]),
        ("mutedQueues", "printers"),
        ("thresholds", ["* waiting 5 10"]),
        ("thresholds", ["printers open five -"]),
        ("serverAddress", "ftp://desk.example"),
        ("serverAddress", "https://user:secret@desk.example"),
        ("extraCertificates", "/etc/\x00"),
    ],
)
def test_wrong_value_is_refused(key: str, value: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        BY_KEY[key].accepted(value)
