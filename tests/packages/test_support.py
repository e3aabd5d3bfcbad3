"""The address of help that whoever builds gives to the installers."""

import pytest

from scripts.packages.agent_tree import metainfo
from scripts.packages.support import VARIABLE, support_url

ADDRESS = "https://help.example.org:8443/agent/how-to"


def test_address_is_shown_as_it_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, ADDRESS)

    assert support_url() == ADDRESS
    assert f'\n  <url type="help">{ADDRESS}</url>\n' in metainfo()


@pytest.mark.parametrize("value", [None, ""])
def test_without_one_none_is_made_up(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    if value is not None:
        monkeypatch.setenv(VARIABLE, value)

    assert support_url() is None
    assert "url" not in metainfo()
    assert "@" not in metainfo()


@pytest.mark.parametrize(
    "value", ["help.example.org", "http://help.example.org", "https://", "https://a.org/'", "#"]
)
def test_what_is_no_plain_address_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, value)

    with pytest.raises(ValueError, match=VARIABLE):
        support_url()
