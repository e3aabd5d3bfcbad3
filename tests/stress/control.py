"""The control client of a process: nobody disturbs it, so nothing may disturb what it hears."""

from collections.abc import Awaitable, Callable

from tests.stress.stage import Stage, announcements

EVERY_S = 0.4


def control(number: int) -> Callable[[Stage], Awaitable[None]]:
    """Return the scenario of the control client of one process."""

    async def scenario(stage: Stage) -> None:
        """Every announcement of a team of its own comes once, in order and in time, on one line.

        The announcements are made in all processes in turn.
        """
        processes = stage.site.processes
        desk = await stage.new_desk(2)
        speaker, listener = desk.members
        said: list[str] = []
        async with stage.watching((listener, processes[number])) as (watcher,):
            async for turn in stage.turns(EVERY_S):
                at = processes[(number + turn) % len(processes)]
                said.append(await stage.announce(desk, by=speaker, at=at))
                await stage.heard(said[-1], watcher)
                stage.check(announcements(watcher) == said, "gap, double or disorder")
            stage.check(watcher.lines == 1, "the line broke", watcher.lines)

    scenario.__name__ = f"control_{number}"
    return scenario
