"""What Windows is asked for, to bring the program back after an upgrade."""

import pytest

from desktop.adapters.restart import come_back_after_upgrades


@pytest.mark.parametrize(("answer", "is_granted"), [(0, True), (-2147024809, False)])
def test_program_comes_back_after_upgrades_and_after_nothing_else(
    answer: int, *, is_granted: bool
) -> None:
    asked: list[tuple[str, int]] = []

    def register(arguments: str, flags: int) -> int:
        asked.append((arguments, flags))
        return answer

    assert come_back_after_upgrades(register) is is_granted
    # RESTART_NO_CRASH, RESTART_NO_HANG and RESTART_NO_REBOOT, not RESTART_NO_PATCH (4).
    assert asked == [("", 1 | 2 | 8)]
