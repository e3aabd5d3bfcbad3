"""Imports python-socketio without its servers, which a client does not need.

``import socketio`` also imports its servers, the clients of five message brokers, and aiohttp
where that is installed: 17 MB that would stay in memory for nothing (ADR-0029).
"""

import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

from typing_extensions import override

_PACKAGES = ("engineio", "socketio")
_CLIENT_PARTS: Mapping[str, Mapping[str, str]] = {
    "engineio": {"Client": "engineio.client"},
    "socketio": {},
}
"""What the modules of the client ask their packages for, and where that really is."""


class _LeanPackage(ModuleType):
    """A package that runs its ``__init__`` once somebody asks for what only that brings."""

    @override
    def __getattr__(self, name: str) -> Any:
        is_found_by_import = name.startswith("__") or find_spec(f"{self.__name__}.{name}")
        if is_found_by_import or self.__spec__ is None or self.__spec__.loader is None:
            raise AttributeError(name)
        if home := _CLIENT_PARTS[self.__name__].get(name):
            return getattr(import_module(home), name)
        self.__class__ = ModuleType  # type: ignore[assignment] # it was a lean one until now
        self.__spec__.loader.exec_module(self)
        return getattr(self, name)


def prepare_lean_imports() -> None:
    """Let what is imported of python-socketio from now on bring only itself.

    Everything of the library stays reachable, at the price of the whole import. Does nothing
    for what is imported already.
    """
    for name in _PACKAGES:
        spec = find_spec(name) if name not in sys.modules else None
        if spec is not None:
            package = module_from_spec(spec)
            package.__class__ = _LeanPackage
            sys.modules[name] = package
