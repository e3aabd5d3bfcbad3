"""Settings on disk: the organisation's, the person's choices, and the last good policies."""

import contextlib
import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from desktop.adapters.policy.documents import BINARY, DocumentError, file_values, json_values
from desktop.adapters.policy.reader import PolicyReader
from desktop.adapters.workers import Workers
from desktop.core.errors import StoreError
from desktop.core.settings.merge import EffectiveSettings, merge, with_last_good
from desktop.core.settings.sources import (
    MANAGED,
    NOTHING_READ,
    Document,
    Problem,
    Reading,
    Readings,
    Source,
)

TIMEOUT_S = 30.0

_T = TypeVar("_T")

logger = logging.getLogger(__name__)


class ProfileSettings:
    """Keeps choices and last good policies in the profile, beside the policies of the machine.

    Invariants:
        * A file is replaced as a whole: after a crash it is the former or the new one.
        * Nobody but the person's own account may read it.

    Args:
        folder: The profile.
        policies: Reads what the organisation set.
    """

    def __init__(self, folder: Path, policies: PolicyReader) -> None:
        """Read nothing yet."""
        self._choices = folder / "settings.json"
        self._last_good = folder / "policies.json"
        self._policies = policies
        self._workers = Workers("bomizzel-settings", threads=1)

    @property
    def places(self) -> Mapping[Source, str]:
        """Where each source is looked for."""
        return {**self._policies.places, Source.CHOICE: self.choices_place}

    @property
    def choices_place(self) -> str:
        """Path of the file with the person's choices."""
        return str(self._choices)

    def effective(self) -> EffectiveSettings:
        """Return the settings that hold, before there is an agent; changes nothing on disk."""
        return merge(with_last_good(self._read(), self._read_last_good()))

    async def read(self) -> Readings:
        """Return what all sources say now.

        Raises:
            StoreError: A disk does not answer.
        """
        return await self._run(self._read)

    async def read_last_good(self) -> Readings:
        """Return what was kept last; nothing if it cannot be read."""
        try:
            return await self._run(self._read_last_good)
        except StoreError:
            return NOTHING_READ

    async def keep_last_good(self, readings: Readings) -> None:
        """Keep what policies say; if that fails they are not there after a restart."""
        content = {
            source.value: [{"place": d.place, "values": d.values} for d in reading.documents]
            for source, reading in readings.items()
        }
        try:
            await self._run(lambda: _replace(self._last_good, content))
        except StoreError as exc:
            logger.warning("last good policies not kept", extra={"cause": str(exc)})

    async def set_choices_aside(self) -> None:
        """Rename the file of choices to ``….damaged``."""
        logger.warning("settings set aside")
        with contextlib.suppress(StoreError):
            await self._run(lambda: self._choices.replace(f"{self._choices}.damaged"))

    async def save_choices(self, choices: Mapping[str, object]) -> None:
        """Replace the person's choices.

        Raises:
            StoreError: The disk is full, for instance.
        """
        await self._run(lambda: _replace(self._choices, choices))

    async def _run(self, function: Callable[[], _T]) -> _T:
        try:
            return await self._workers.run(function, timeout_s=TIMEOUT_S)
        except (OSError, TimeoutError) as exc:
            raise StoreError(type(exc).__name__) from exc

    def _read(self) -> Readings:
        return {**self._policies.read(), Source.CHOICE: self._read_choices()}

    def _read_choices(self) -> Reading:
        place = self.choices_place
        try:
            values = file_values(self._choices, json_values, owner=None)
        except FileNotFoundError:
            return Reading()
        except DocumentError as exc:
            problem = Problem(Source.CHOICE, place, exc.fault, detail=exc.detail)
            return Reading(problems=(problem,))
        return Reading((Document(place, values),))

    def _read_last_good(self) -> Readings:
        try:
            content = msgspec.convert(
                file_values(self._last_good, json_values, owner=None),
                dict[str, list[Document]],
            )
        except FileNotFoundError:
            return NOTHING_READ
        except (DocumentError, msgspec.ValidationError):
            logger.warning("last good policies not read")
            return NOTHING_READ
        return {source: Reading(tuple(content[source])) for source in MANAGED if source in content}


def _replace(path: Path, content: object) -> None:
    """Write ``content`` as JSON in place of the file at ``path``, all of it or nothing."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | BINARY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - private from its first moment
        file.write(msgspec.json.format(msgspec.json.encode(content), indent=2))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
