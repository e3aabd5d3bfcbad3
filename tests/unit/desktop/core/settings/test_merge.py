"""Which source wins, and that one bad value spoils no other."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.settings.merge import (
    EffectiveSettings,
    last_good,
    merge,
    with_last_good,
)
from desktop.core.settings.schema import SCHEMA
from desktop.core.settings.sources import MANAGED, Document, Fault, Problem, Reading, Source
from desktop.core.settings.values import Settings, ThemeChoice

SETTERS = [source for source in Source if source is not Source.DEFAULT]
PAIRS = list(itertools.combinations(SETTERS, 2))


def says(place: str = "a", **values: object) -> Reading:
    return Reading((Document(place, values),))


def unreadable(source: Source) -> Reading:
    return Reading(problems=(Problem(source, "a", Fault.MALFORMED),))


def test_nothing_said_means_the_defaults() -> None:
    settings = merge({})

    assert settings == EffectiveSettings()
    assert settings.source_of("theme") is Source.DEFAULT
    assert not settings.is_locked("theme")


@pytest.mark.parametrize(("winner", "loser"), PAIRS)
def test_each_source_wins_over_those_after_it(winner: Source, loser: Source) -> None:
    settings = merge({loser: says(toastSeconds=20), winner: says(toastSeconds=10)})

    assert settings.values.toast_seconds == 10
    assert settings.source_of("toastSeconds") is winner


def test_order_is_machine_user_preset_choice_default() -> None:
    assert [source.value for source in Source] == [
        "machine_policy",
        "user_policy",
        "preset",
        "choice",
        "default",
    ]


@pytest.mark.parametrize("source", SETTERS)
def test_what_the_organisation_set_is_locked(source: Source) -> None:
    settings = merge({source: says(theme="dark")})

    assert settings.is_locked("theme") is (source in MANAGED)
    assert not settings.is_locked("language")


def test_what_only_the_organisation_may_set_is_locked_always() -> None:
    assert merge({}).is_locked("extraCertificates")


def test_later_document_of_a_source_wins() -> None:
    documents = (Document("10.json", {"theme": "dark"}), Document("20.json", {"theme": "light"}))

    settings = merge({Source.MACHINE_POLICY: Reading(documents)})

    assert settings.values.theme is ThemeChoice.LIGHT


def test_bad_value_is_reported_and_the_next_source_counts_for_it_alone() -> None:
    settings = merge(
        {
            Source.MACHINE_POLICY: says("p", theme="pink", toastSeconds=9),
            Source.CHOICE: says("c", theme="dark", toastSeconds=30),
        }
    )

    assert settings.values.theme is ThemeChoice.DARK
    assert settings.source_of("theme") is Source.CHOICE
    assert settings.values.toast_seconds == 9
    (problem,) = settings.problems
    assert (problem.source, problem.place, problem.key) == (Source.MACHINE_POLICY, "p", "theme")
    assert problem.fault is Fault.BAD_VALUE
    assert not settings.has_unreadable_policy


def test_unknown_key_is_reported() -> None:
    (problem,) = merge({Source.PRESET: says(Theme="dark")}).problems

    assert (problem.fault, problem.key) == (Fault.UNKNOWN_KEY, "Theme")


def test_choice_of_what_only_the_organisation_sets_is_reported() -> None:
    settings = merge({Source.CHOICE: says(extraCertificates="/home/ana/my.pem")})

    assert settings.values.extra_certificates == ""
    assert settings.problems[0].fault is Fault.NOT_FROM_HERE


def test_managed_server_is_one_that_the_organisation_names() -> None:
    address = "https://desk.example"

    assert merge({Source.PRESET: says(serverAddress=address)}).managed_server == address
    assert merge({Source.CHOICE: says(serverAddress=address)}).managed_server == ""


@pytest.mark.parametrize("source", MANAGED)
def test_unreadable_policy_keeps_the_last_good_one(source: Source) -> None:
    kept = last_good({source: says(theme="dark")})

    settings = merge(with_last_good({source: unreadable(source)}, kept))

    assert settings.values.theme is ThemeChoice.DARK
    assert settings.is_locked("theme")
    assert settings.has_unreadable_policy


def test_policy_with_one_unreadable_file_is_taken_from_before_as_a_whole() -> None:
    source = Source.MACHINE_POLICY
    kept = last_good({source: says(theme="dark", toastSeconds=9)})
    half = Reading((Document("b", {"toastSeconds": 20}),), unreadable(source).problems)

    settings = merge(with_last_good({source: half}, kept))

    assert settings.values.toast_seconds == 9


def test_policy_that_was_never_readable_gives_what_can_be_read() -> None:
    source = Source.MACHINE_POLICY
    half = Reading((Document("b", {"toastSeconds": 20}),), unreadable(source).problems)

    assert merge(with_last_good({source: half}, {})).values.toast_seconds == 20


def test_policy_that_was_taken_back_is_not_kept() -> None:
    readings = {Source.MACHINE_POLICY: Reading()}
    kept = last_good({Source.MACHINE_POLICY: says(theme="dark")})

    assert merge(with_last_good(readings, {**kept, **last_good(readings)})) == EffectiveSettings()


def test_choices_are_nobodys_last_good_policy() -> None:
    assert last_good({Source.CHOICE: says(theme="dark")}) == {}


def test_only_what_is_accepted_is_kept() -> None:
    kept = last_good({Source.PRESET: says("p", theme="dark", toastSeconds="x", other=1)})

    assert kept == {Source.PRESET: says("p", theme="dark")}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
VALUES = st.dictionaries(
    st.sampled_from([setting.key for setting in SCHEMA]) | st.text(max_size=5), JSON, max_size=6
)


@given(st.dictionaries(st.sampled_from(SETTERS), VALUES))
def test_whatever_is_said_there_are_settings_and_each_value_counts_or_is_reported(
    said: dict[Source, dict[str, object]],
) -> None:
    settings = merge({s: Reading((Document(s.value, v),)) for s, v in said.items()})

    reported = {(p.source, p.key) for p in settings.problems}
    for source, values in said.items():
        for key in values:
            later = list(Source).index(settings.source_of(key)) <= list(Source).index(source)
            assert (source, key) in reported or later
    for one in SCHEMA:
        if settings.source_of(one.key) is Source.DEFAULT:
            assert getattr(settings.values, one.field) == getattr(Settings(), one.field)
