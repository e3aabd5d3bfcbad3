"""Keep the surroundings of a test the same on every machine.

Settings of the person who runs the tests never reach them, Qt draws without a screen,
and property tests have no deadline on a busy machine.
"""

import os

import pytest
from hypothesis import settings

PREFIX = "BOMIZZEL_"

# Qt aborts the whole process, not a test, when it finds no screen; so this comes before any test
# module imports Qt. Tests with a display of their own give it to their child processes.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.pop("DISPLAY", None)
os.environ.pop("WAYLAND_DISPLAY", None)

settings.register_profile("developer", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "developer")


def _clear() -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]


# Session fixtures start before the first test's own fixtures.
_clear()


@pytest.fixture(autouse=True)
def _no_settings_from_outside() -> None:
    _clear()
