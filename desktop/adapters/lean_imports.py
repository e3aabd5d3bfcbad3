"""Imports libraries without the parts of them that a client never uses (ADR-0029).

``import socketio`` also imports its servers, the clients of five message brokers, and aiohttp
where that is installed: 17 MB that would stay in memory for nothing. ``import requests`` imports
what guesses the encoding of texts, though answers are JSON, and what spells the names of other
alphabets, which few addresses need: 4 MB.
"""

import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

from typing_extensions import override

_PARTS: Mapping[str, Mapping[str, str]] = {
    "charset_normalizer": {"__version__": "charset_normalizer.version"},
    "engineio": {"Client": "engineio.client"},
    "idna": {},
    "socketio": {},
    "websocket": {},
}
"""The packages, what is asked of them by a client, and where that really is."""


class _LeanPackage(ModuleType):
    """A package that runs its ``__init__`` once somebody asks for what only that brings."""

    @override
    def __getattr__(self, name: str) -> Any:
        if home := _PARTS[self.__name__].get(name):
            return getattr(import_module(home), name)
        is_found_by_import = name.startswith("__") or find_spec(f"{self.__name__}.{name}")
        if is_found_by_import or self.__spec__ is None or self.__spec__.loader is None:
            raise AttributeError(name)
        self.__class__ = ModuleType  # type: ignore[assignment] # it was a lean one until now
        self.__spec__.loader.exec_module(self)
        return getattr(self, name)


def prepare_lean_imports() -> None:
    """Let what is imported of these libraries from now on bring only itself.

    Everything of them stays reachable, at the price of the whole import. Does nothing for what
    is imported already.
    """
    for name in _PARTS:
        spec = find_spec(name) if name not in sys.modules else None
        if spec is not None:
            package = module_from_spec(spec)
            package.__class__ = _LeanPackage
            sys.modules[name] = package
