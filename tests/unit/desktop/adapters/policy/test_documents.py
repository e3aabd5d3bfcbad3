"""Files with settings: read whole, and obeyed only when nobody else may write them."""

import os
import plistlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.adapters.policy.documents import (
    MAX_BYTES,
    DocumentError,
    file_values,
    json_values,
)
from desktop.adapters.policy.macos import plist_values
from desktop.core.settings.merge import last_good, merge
from desktop.core.settings.sources import Document, Fault, Reading, Source

ME = os.getuid()
BITS = st.binary(max_size=300)
JSONISH = st.text(alphabet='{}[]":,0123456789.eEtrufalsn \\u\ud800', max_size=80).map(
    lambda text: text.encode(errors="surrogatepass")
)
PLISTISH = st.binary(max_size=40).map(lambda tail: b"bplist00" + tail) | st.binary(
    max_size=60
).map(lambda body: b'<?xml version="1.0"?><plist version="1.0">' + body + b"</plist>")


def refused(path: Path, owner: int | None = ME) -> Fault:
    with pytest.raises(DocumentError) as refusal:
        file_values(path, json_values, owner=owner)
    return refusal.value.fault


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "10.json"
    path.write_text('{"theme": "dark"}')
    path.chmod(0o644)
    return path


def test_file_is_read(path: Path) -> None:
    assert file_values(path, json_values, owner=ME) == {"theme": "dark"}


def test_file_that_an_editor_of_windows_marked_is_read(path: Path) -> None:
    path.write_text('{"theme": "dark"}', encoding="utf-8-sig")

    assert file_values(path, json_values, owner=None) == {"theme": "dark"}


@pytest.mark.parametrize("mode", [0o664, 0o646, 0o666])
def test_file_that_others_may_write_is_not_obeyed(path: Path, mode: int) -> None:
    path.chmod(mode)

    assert refused(path) is Fault.NOT_PROTECTED


def test_file_of_another_account_is_not_obeyed(path: Path) -> None:
    assert refused(path, owner=ME + 1) is Fault.NOT_PROTECTED


def test_link_is_judged_by_what_it_leads_to(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "20.json"
    link.symlink_to(path)
    assert file_values(link, json_values, owner=ME) == {"theme": "dark"}

    path.chmod(0o666)

    assert refused(link) is Fault.NOT_PROTECTED


def test_folder_and_pipe_are_no_files_and_nobody_waits_for_them(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")

    assert refused(tmp_path / "pipe.json") is Fault.MALFORMED
    assert refused(tmp_path) in {Fault.MALFORMED, Fault.UNREADABLE}


def test_file_too_large_is_not_read_to_its_end(path: Path) -> None:
    path.write_bytes(b" " * (MAX_BYTES + 1))

    assert refused(path) is Fault.TOO_LARGE


def test_missing_file_is_not_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        file_values(tmp_path / "none.json", json_values, owner=None)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b"{", b'{"a": 1} 2', b"\xff", b'{"a": "\\ud800"}', b"[" * 100_000],
    ids=["empty", "list", "null", "open", "tail", "not utf-8", "half a letter", "deep"],
)
def test_what_is_no_object_is_malformed(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    assert refused(path) is Fault.MALFORMED


@given(BITS | JSONISH)
def test_any_bytes_are_an_object_or_refused_with_a_code(content: bytes) -> None:
    settle(json_values, content)


@given(BITS | PLISTISH | BITS.map(lambda some: plistlib.dumps({"a": some, "theme": "dark"})))
def test_any_bytes_are_a_property_list_or_refused_with_a_code(content: bytes) -> None:
    settle(plist_values, content)


def settle(parse: Callable[[bytes], Mapping[str, object]], content: bytes) -> None:
    """Make settings of what can be read, as the agent does; anything else raises what it may."""
    try:
        values = parse(content)
    except DocumentError:
        return
    for source in (Source.MACHINE_POLICY, Source.CHOICE):
        reading = Reading((Document("fuzz", values),))
        settings = merge({source: reading})
        assert len(settings.problems) + len(settings.sources) == len(values)
        last_good({source: reading})


@given(BITS, st.integers(min_value=0, max_value=400))
def test_damaged_copy_of_a_good_property_list_is_refused_with_a_code(
    noise: bytes, at: int
) -> None:
    good = plistlib.dumps({"theme": "dark", "toastSeconds": 5}, fmt=plistlib.FMT_BINARY)

    settle(plist_values, good[:at] + noise + good[at + len(noise) :])
