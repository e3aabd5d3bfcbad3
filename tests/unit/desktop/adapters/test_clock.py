from datetime import UTC

from desktop.adapters.clock import SystemClock


def test_clocks_are_aware_and_never_go_back() -> None:
    clock = SystemClock()

    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()
