"""Loads Qt, and leaves ``import`` as it was: PySide6 puts another in its place (ADR-0041)."""

import builtins
import linecache


def load_qt() -> None:
    """Import what every use of Qt needs, before anything else imports it.

    PySide6 replaces ``builtins.__import__`` to serve ``from __feature__ import ...``. From then
    on it reads the source of each module that anybody imports and looks whether it names
    PySide6, and ``linecache`` keeps every line of it: 12 MiB for this program. Besides, it puts
    the two functions in each other's place while it looks, whatever other threads import.
    """
    import_of_python = builtins.__import__
    import PySide6.QtCore  # noqa: F401, PLC0415

    builtins.__import__ = import_of_python
    linecache.clearcache()  # The sources of what was imported on the way.
