"""A monotonic clock that stands still until it is moved."""


class Stopwatch:
    """Seconds, for whoever takes a clock as a function."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s
