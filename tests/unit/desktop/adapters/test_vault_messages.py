import pytest

from desktop.adapters.vault_messages import answer_of, load_outcome, save_outcome
from desktop.core.ports import Kept, Loaded, Missing, NotReady, Unavailable

_NEITHER = [NotReady(), NotReady(is_declined=True), Unavailable()]


@pytest.mark.parametrize("outcome", [Loaded("secret"), Missing(), *_NEITHER], ids=str)
def test_outcome_of_loading_comes_through_the_pipe(
    outcome: Loaded | Missing | NotReady | Unavailable,
) -> None:
    assert load_outcome(answer_of(outcome, ())) == outcome


@pytest.mark.parametrize("outcome", [Kept(), *_NEITHER], ids=str)
def test_outcome_of_saving_comes_through_the_pipe(outcome: Kept | NotReady | Unavailable) -> None:
    assert save_outcome(answer_of(outcome, ())) == outcome
