"""What lies on the person's machine: settings, policies, marks of other runs, the memory."""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import msgspec

from desktop.adapters.instance.lock import Holder, ProfileLock
from desktop.adapters.last_run import Run, Surroundings
from desktop.adapters.policy.documents import DocumentError, json_values
from desktop.adapters.policy.macos import plist_values
from desktop.adapters.policy.windows import Hive, WindowsPolicies
from desktop.adapters.profile_settings import ProfileSettings
from desktop.core.settings.merge import last_good, merge
from desktop.core.settings.sources import Document, Reading, Readings, Source
from tests.fakes.policies import FakePolicies
from tests.fuzz.target import Target

_POLICY = b'{"theme":"dark","serverAddress":"https://desk.example.org","language":"de"}'
_PLIST = (
    b'<?xml version="1.0"?><plist version="1.0"><dict><key>theme</key><string>dark</string>'
    b"<key>quietHours</key><true/><key>x</key><integer>3</integer></dict></plist>"
)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fuzz", dir=_memory()) as folder:
        yield Path(folder)


@cache
def _memory() -> str | None:
    """Return a folder that is no disk, where there is one."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - private folders in it


def _use(readings: Readings) -> None:
    merge(readings)
    msgspec.json.encode({source: r.documents for source, r in last_good(readings).items()})


def _read_policy(parse: Callable[[bytes], Mapping[str, object]], data: bytes) -> None:
    with suppress(DocumentError):
        document = Document("place", parse(data))
        _use({Source.MACHINE_POLICY: Reading((document,)), Source.PRESET: Reading((document,))})


def read_json_policy(data: bytes) -> None:
    """Read a policy of Linux."""
    _read_policy(json_values, data)


def read_property_list(data: bytes) -> None:
    """Read a policy of macOS."""
    _read_policy(plist_values, data)


def read_registry(data: bytes) -> None:
    """Read a policy of Windows; JSON stands for the values of a key."""
    with suppress(ValueError, RecursionError):
        values = json.loads(data)
        if isinstance(values, dict):

            def read_key(_hive: Hive, _path: str) -> Mapping[str, object]:
                return values

            _use(WindowsPolicies(read_key).read())


def read_profile(data: bytes) -> None:
    """Read a person's choices and the last good policies, from two files of this content."""
    with _folder() as folder:
        (folder / "settings.json").write_bytes(data)
        (folder / "policies.json").write_bytes(data)
        ProfileSettings(folder, FakePolicies()).effective()


def read_marks(data: bytes) -> None:
    """Read what another run of the program left: who holds the profile, and the marker."""
    with _folder() as folder:
        (folder / "lock").write_bytes(data)
        ProfileLock(folder / "lock").holder()
        (folder / "running.json").write_bytes(data)
        Run(folder, Surroundings("boot", "1"))._last_end()


TARGETS = (
    Target("policy-json", read_json_policy, (_POLICY, b"\xef\xbb\xbf" + _POLICY)),
    Target("policy-plist", read_property_list, (_PLIST, b"bplist00\xd1\x01\x02Qa\x09\x08")),
    Target("policy-registry", read_registry, (b'{"THEME":"dark","quietHours":1,"x":["a"]}',)),
    Target(
        "profile-settings",
        read_profile,
        (_POLICY, b'{"machine_policy":[{"place":"p","values":' + _POLICY + b"}]}"),
        at_work_s=0.5,
    ),
    Target(
        "profile-marks",
        read_marks,
        (
            msgspec.json.encode(Holder(7, "/run/x")),
            msgspec.json.encode(Surroundings("boot", "1")),
        ),
        at_work_s=0.5,
    ),
)
