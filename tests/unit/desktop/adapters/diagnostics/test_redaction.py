"""Of a log that leaves the machine no secret, address or text is left, and the rest is of use."""

from pathlib import Path

from desktop.adapters.diagnostics.redaction import clean, clean_log, records_of

HOME = Path("/home/ana")
RECORD = "2026-11-23T09:00:00.000+00:00 INFO     line ended  service=bomizzel-desktop cause=silent"
LOG = f"""{RECORD}
2026-11-23T09:00:01.000+00:00 ERROR    work failed  service=bomizzel-desktop
Traceback (most recent call last):
  File "/home/ana/desktop/core/life.py", line 7, in run
    raise LookupError("Printer jams")
LookupError: Printer jams on floor 4
  + Exception Group Traceback (most recent call last):
  |   File "/home/ana/x.py", line 1, in y
  | ValueError: About ana
"""


def test_records_and_places_stay_and_the_words_of_exceptions_go() -> None:
    cleaned = clean_log(LOG, HOME)

    assert RECORD in cleaned
    assert '  File "~/desktop/core/life.py", line 7, in run\n' in cleaned
    assert "\nLookupError\n" in cleaned
    assert "Printer" not in cleaned
    assert "ana" not in cleaned


def test_secrets_and_addresses_are_hidden_wherever_they_stand() -> None:
    text = "token=abc.def eyJhbGciOi.eyJzdWIi.sig Ana.Ruiz+desk@help.example.org /home/ana/x"

    assert clean(text, HOME) == "token=*** *** *** ~/x"


def test_newest_records_of_a_kind_are_found() -> None:
    text = "".join(RECORD.replace("silent", f"number-{n}") + "\n" for n in range(5)) + LOG

    found = records_of(text, frozenset({"line ended"}), limit=2).splitlines()

    assert [line.rpartition("=")[2] for line in found] == ["number-4", "silent"]
