"""Questions that come at the same time are asked with one query, and each gets its answer."""

import asyncio
from collections.abc import Sequence

import pytest

from backend.services.errors import InfrastructureError, OverloadedError
from backend.storage import together
from backend.storage.together import Together

KNOWN = {"a": 1, "b": 2, "c": 3}


class Table:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.is_asked = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.error: Exception | None = None
        self.questions = Together(self.read)

    async def read(self, keys: Sequence[str]) -> dict[str, int]:
        self.asked.append(tuple(keys))
        self.is_asked.set()
        await self.may_answer.wait()
        if self.error is not None:
            raise self.error
        return {key: KNOWN[key] for key in keys if key in KNOWN}

    def ask(self, *keys: str) -> asyncio.Task[dict[str, int]]:
        return asyncio.create_task(self.questions.ask(keys))


async def test_each_gets_what_it_asked_for_and_nothing_else() -> None:
    table = Table()
    table.may_answer.set()

    tasks = [table.ask("a"), table.ask("b", "a"), table.ask("nobody", "c")]

    assert [await task for task in tasks] == [{"a": 1}, {"b": 2, "a": 1}, {"c": 3}]
    assert table.asked == [("a", "b", "nobody", "c")]


async def test_there_are_few_lengths_of_queries_since_each_is_a_statement_of_its_own() -> None:
    table = Table()
    table.may_answer.set()

    await table.ask("a", "b", "c", "d", "e")
    await table.ask("a")

    assert table.asked == [("a", "b", "c", "d", "e", "e", "e", "e"), ("a",)]


async def test_who_comes_while_a_query_runs_gets_an_answer_that_was_read_later() -> None:
    table = Table()
    first = table.ask("a")
    await table.is_asked.wait()
    second, third = table.ask("a"), table.ask("b")
    table.may_answer.set()

    await asyncio.gather(first, second, third)

    assert table.asked == [("a",), ("a", "b")]


async def test_a_query_has_no_more_keys_than_the_database_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(together, "KEYS_AT_ONCE", 2)
    table = Table()
    table.may_answer.set()

    tasks = [table.ask("a"), table.ask("b"), table.ask("c")]

    assert [await task for task in tasks] == [{"a": 1}, {"b": 2}, {"c": 3}]
    assert table.asked == [("a", "b"), ("c",)]


async def test_a_failure_reaches_everybody_who_waits_for_it_and_nobody_after() -> None:
    table = Table()
    table.error = InfrastructureError("down")
    first, second = table.ask("a"), table.ask("b")
    table.may_answer.set()

    errors = await asyncio.gather(first, second, return_exceptions=True)
    table.error = None

    assert [str(error) for error in errors] == ["down", "down"]
    assert errors[0] is not errors[1]
    assert await table.ask("a") == {"a": 1}


@pytest.mark.expected_logs("backend.storage.together:ERROR:a question to the database failed")
async def test_a_mistake_of_ours_is_a_failure_like_any_other() -> None:
    table = Table()
    table.error = KeyError("a")
    table.may_answer.set()

    with pytest.raises(InfrastructureError, match="KeyError"):
        await table.ask("a")


async def test_one_who_gives_up_takes_nothing_from_the_others() -> None:
    table = Table()
    first, second = table.ask("a"), table.ask("b")
    await table.is_asked.wait()
    first.cancel()
    table.may_answer.set()

    assert await second == {"b": 2}
    assert first.cancelled()


async def test_too_many_who_wait_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "MAX_READS", 1)
    table = Table()
    first = table.ask("a")
    await asyncio.sleep(0)

    with pytest.raises(OverloadedError):
        await table.questions.ask(("b",))

    table.may_answer.set()
    assert await first == {"a": 1}
