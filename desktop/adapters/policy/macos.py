"""Policies of macOS: what a device manager forces, and the installer's preset.

Not run on a real macOS yet.
"""

import plistlib
from collections.abc import Mapping
from pathlib import Path
from xml.parsers.expat import ExpatError

from desktop.adapters.policy.documents import DocumentError, file_values
from desktop.core.settings.sources import Document, Fault, Problem, Reading, Source

BUNDLE_ID = "org.bomizzel.desktop"
ROOT = 0

_PAYLOAD = "Payload"
"""How the keys begin by which a profile speaks of itself."""
_UNREADABLE_PLIST = (
    AttributeError,
    ExpatError,
    LookupError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the standard library raises over a damaged file, its own error among the last."""


class MacPolicies:
    """Reads ``Managed Preferences`` for the machine and the person, and ``Preferences``.

    Args:
        library: ``/Library``.
        user: Login name of the person.
        owner: Number of the account that must own the files.
    """

    def __init__(self, library: Path, *, user: str, owner: int = ROOT) -> None:
        """Read nothing yet."""
        managed, name = library / "Managed Preferences", f"{BUNDLE_ID}.plist"
        self._owner = owner
        self._paths = {
            Source.MACHINE_POLICY: managed / name,
            Source.USER_POLICY: managed / user / name,
            Source.PRESET: library / "Preferences" / name,
        }

    @property
    def places(self) -> Mapping[Source, str]:
        """Where each source is looked for."""
        return {source: str(path) for source, path in self._paths.items()}

    def read(self) -> Mapping[Source, Reading]:
        """Return what is there now."""
        return {source: self._of_file(source, path) for source, path in self._paths.items()}

    def _of_file(self, source: Source, path: Path) -> Reading:
        try:
            values = file_values(path, plist_values, owner=self._owner)
        except FileNotFoundError:
            return Reading()
        except DocumentError as exc:
            problem = Problem(source, str(path), exc.fault, detail=exc.detail)
            return Reading(problems=(problem,))
        return Reading((Document(str(path), values),))


def plist_values(content: bytes) -> Mapping[str, object]:
    """Return the settings in a property list, binary or XML.

    Raises:
        DocumentError: It is not a dictionary.
    """
    try:
        found = plistlib.loads(content)
    except _UNREADABLE_PLIST as exc:
        raise DocumentError(Fault.MALFORMED, f"{type(exc).__name__}: {exc}") from exc
    if not isinstance(found, dict):
        raise DocumentError(Fault.MALFORMED, "not a dictionary")
    return {str(k): v for k, v in found.items() if not str(k).startswith(_PAYLOAD)}
