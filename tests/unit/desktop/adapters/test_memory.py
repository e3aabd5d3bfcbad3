import sys

import pytest

from desktop.adapters.memory import give_back_memory


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_memory_is_given_back_where_there_is_a_way_and_nothing_fails_elsewhere(
    platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)

    give_back_memory()
