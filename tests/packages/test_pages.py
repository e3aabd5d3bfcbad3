"""The administrators' guide as a whole."""

import pytest

from tests.packages.pages import ROLLOUT, kinds

PAGES = sorted(path.name for path in ROLLOUT.iterdir())


@pytest.mark.parametrize("page", PAGES)
def test_page_says_of_each_kind_of_block_whether_a_test_runs_it(page: str) -> None:
    text = (ROLLOUT / page).read_text()

    assert kinds(page)
    assert [kind for kind in kinds(page) if f"`{kind}` block" not in text] == []
