"""Policies of Linux: JSON files below ``/etc/bomizzel-desktop``, which only root may write."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from desktop.adapters.policy.documents import (
    DocumentError,
    check_protection,
    file_values,
    json_values,
)
from desktop.core.settings.sources import Document, Fault, Problem, Reading, Source

ROOT = 0


class LinuxPolicies:
    """Reads ``policy.d/*.json``, ``users.d/NAME/*.json`` and ``preset.json``.

    Files of a folder are taken in the order of their names, a later one wins. Hidden files,
    and whatever does not end in ``.json``, are left alone: editors and package managers leave
    such things behind.

    Args:
        folder: Where they are.
        user: Login name of the person.
        owner: Number of the account that must own files and folders.
    """

    def __init__(self, folder: Path, *, user: str, owner: int = ROOT) -> None:
        """Read nothing yet."""
        self._machine = folder / "policy.d"
        self._person = folder / "users.d" / user
        self._preset = folder / "preset.json"
        self._owner = owner

    @property
    def places(self) -> Mapping[Source, str]:
        """Where each source is looked for."""
        return {
            Source.MACHINE_POLICY: str(self._machine / "*.json"),
            Source.USER_POLICY: str(self._person / "*.json"),
            Source.PRESET: str(self._preset),
        }

    def read(self) -> Mapping[Source, Reading]:
        """Return what is there now."""
        return {
            Source.MACHINE_POLICY: self._of_folder(Source.MACHINE_POLICY, self._machine),
            Source.USER_POLICY: self._of_folder(Source.USER_POLICY, self._person),
            Source.PRESET: self._of_files(Source.PRESET, [self._preset]),
        }

    def _of_folder(self, source: Source, folder: Path) -> Reading:
        try:
            found = folder.stat()
            check_protection(found, self._owner)
            paths = sorted(
                path for path in folder.iterdir() if path.match("*.json") and path.name[0] != "."
            )
        except FileNotFoundError:
            return Reading()
        except OSError as exc:
            problem = Problem(source, str(folder), Fault.UNREADABLE, detail=exc.strerror or "")
            return Reading(problems=(problem,))
        except DocumentError as exc:
            return Reading(problems=(_problem(source, folder, exc),))
        return self._of_files(source, paths)

    def _of_files(self, source: Source, paths: Iterable[Path]) -> Reading:
        documents: list[Document] = []
        problems: list[Problem] = []
        for path in paths:
            try:
                values = file_values(path, json_values, owner=self._owner)
            except FileNotFoundError:
                continue  # Not there, or not any more.
            except DocumentError as exc:
                problems.append(_problem(source, path, exc))
            else:
                documents.append(Document(str(path), values))
        return Reading(tuple(documents), tuple(problems))


def _problem(source: Source, path: Path, error: DocumentError) -> Problem:
    return Problem(source, str(path), error.fault, detail=error.detail)
