"""Every code has its sentences, and the first trouble counts."""

import re

import pytest

from desktop.core.diagnostics.doctor import (
    Check,
    Code,
    Finding,
    Outcome,
    first_trouble,
    found,
    lines,
)

FACTS = dict.fromkeys(
    ("folder", "reason", "free_mb", "places", "server", "proxy", "seconds", "service"), "x"
)


@pytest.mark.parametrize("code", list(Code))
def test_every_finding_says_what_is_and_what_to_do(code: Code) -> None:
    finding = found(code, **FACTS)

    assert finding.code is code
    assert not re.search(r"[{}]", finding.explanation + finding.fix)
    assert finding.explanation[0].isupper() or finding.explanation.startswith("x")
    if finding.outcome is Outcome.TROUBLE:
        assert finding.fix.endswith(".")


def test_every_check_can_be_fine_and_in_trouble() -> None:
    outcomes = {(f.check, f.outcome) for f in (found(code, **FACTS) for code in Code)}

    assert {check for check, outcome in outcomes if outcome is Outcome.FINE} == set(Check)
    assert {check for check, outcome in outcomes if outcome is Outcome.TROUBLE} == set(Check)


def test_first_trouble_is_the_one_to_begin_with() -> None:
    fine, unknown = found(Code.POLICY_FINE), found(Code.SERVER_NOT_NAMED)
    locked, no_tray = found(Code.KEYRING_LOCKED), found(Code.NO_TRAY)

    assert first_trouble([fine, unknown, locked, no_tray]) is locked
    assert first_trouble([fine, unknown]) is None


def test_fix_stands_below_what_it_mends() -> None:
    finding = Finding(Check.TRAY, Outcome.TROUBLE, Code.NO_TRAY, "None here.", "Get one.")

    assert lines([finding]) == [
        "trouble  tray        None here.",
        "                     Get one.",
    ]
