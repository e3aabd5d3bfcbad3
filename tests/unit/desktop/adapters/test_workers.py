import asyncio
import threading

import pytest

from desktop.adapters.workers import Workers

WAIT_S = 5.0


async def test_function_runs_in_another_thread_and_its_result_comes_back() -> None:
    workers = Workers("test", threads=1)

    assert await workers.run(threading.get_ident, timeout_s=WAIT_S) != threading.get_ident()


async def test_error_comes_back() -> None:
    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        await Workers("test", threads=1).run(fail, timeout_s=WAIT_S)


async def test_one_thread_keeps_the_order_of_the_calls() -> None:
    workers = Workers("test", threads=1)
    done: list[int] = []

    await asyncio.gather(
        *(workers.run(lambda n=n: done.append(n), timeout_s=WAIT_S) for n in range(50))  # type: ignore[misc] # mypy loses the default
    )

    assert done == list(range(50))


async def test_no_call_waits_while_a_thread_may_be_started() -> None:
    workers = Workers("test", threads=3)
    together = threading.Barrier(3, timeout=WAIT_S)
    await workers.run(lambda: None, timeout_s=WAIT_S)  # One thread is there, and free.

    await asyncio.gather(*(workers.run(together.wait, timeout_s=WAIT_S) for _ in range(3)))


async def test_there_are_never_more_threads_than_allowed() -> None:
    workers = Workers("bounded", threads=2)
    seen: set[int] = set()

    await asyncio.gather(
        *(
            workers.run(lambda: seen.add(threading.get_ident()), timeout_s=WAIT_S)
            for _ in range(40)
        )
    )

    assert len(seen) <= 2


async def test_call_that_nobody_waits_for_is_not_begun() -> None:
    workers = Workers("test", threads=1)
    release = threading.Event()
    begun: list[str] = []
    blocking = asyncio.create_task(workers.run(release.wait, timeout_s=WAIT_S))
    await asyncio.sleep(0)

    with pytest.raises(TimeoutError):
        await workers.run(lambda: begun.append("late"), timeout_s=0.01)
    release.set()
    await blocking
    await workers.run(lambda: begun.append("next"), timeout_s=WAIT_S)

    assert begun == ["next"]


async def give_up(workers: Workers, release: threading.Event) -> None:
    begun = threading.Event()

    def hang() -> None:
        begun.set()
        release.wait(WAIT_S)

    hanging = asyncio.ensure_future(workers.run(hang, timeout_s=WAIT_S))
    await asyncio.to_thread(begun.wait, WAIT_S)
    hanging.cancel()
    await asyncio.gather(hanging, return_exceptions=True)


async def test_call_that_nobody_waits_for_holds_up_no_other() -> None:
    workers, release = Workers("test", threads=1, spare=2), threading.Event()
    for _ in range(2):
        await give_up(workers, release)

    assert await workers.run(lambda: "done", timeout_s=WAIT_S) == "done"
    release.set()


async def test_call_that_waits_already_is_begun_when_another_is_given_up() -> None:
    workers, release = Workers("test", threads=1, spare=1), threading.Event()
    giving_up = asyncio.ensure_future(give_up(workers, release))
    await asyncio.sleep(0)
    waiting = asyncio.ensure_future(workers.run(lambda: "done", timeout_s=WAIT_S))

    await giving_up

    assert await waiting == "done"
    release.set()


@pytest.mark.parametrize("spare", [0, 1])
async def test_spare_threads_are_bounded_too(spare: int) -> None:
    workers, release = Workers("test", threads=1, spare=spare), threading.Event()
    for _ in range(1 + spare):
        await give_up(workers, release)

    with pytest.raises(TimeoutError):
        await workers.run(lambda: None, timeout_s=0.05)

    release.set()
    assert await workers.run(lambda: "done", timeout_s=WAIT_S) == "done"


async def test_thread_without_work_ends_and_the_next_call_starts_another() -> None:
    workers = Workers("test", threads=1, idle_s=0.01)
    thread = await workers.run(threading.current_thread, timeout_s=WAIT_S)
    thread.join(WAIT_S)

    assert not thread.is_alive()
    assert await workers.run(lambda: 7, timeout_s=WAIT_S) == 7


async def test_threads_do_not_keep_the_program_alive() -> None:
    thread = await Workers("test", threads=1).run(threading.current_thread, timeout_s=WAIT_S)

    assert thread.daemon
