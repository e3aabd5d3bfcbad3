"""The entry in the person's autostart folder, beside what installer, policy and person say."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.adapters.autostart.linux import FILE_NAME, LinuxAutostart, entry

COMMAND = ["/usr/bin/bomizzel-desktop"]


class Folders:
    """The person's and the system's autostart folder."""

    def __init__(self, root: Path) -> None:
        self.own = root / "own" / FILE_NAME
        self.system = root / "system" / FILE_NAME
        self.system.parent.mkdir()

    def autostart(self, command: list[str] = COMMAND) -> LinuxAutostart:
        return LinuxAutostart(
            self.own.parent, system_folders=[self.system.parent], command=command
        )


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path)


def test_program_starts_with_the_session_and_stops_doing_so(folders: Folders) -> None:
    folders.autostart().apply(is_on=True)
    assert folders.own.read_text() == entry(COMMAND)
    folders.autostart().apply(is_on=True)

    folders.autostart().apply(is_on=False)

    assert not folders.own.exists()


def test_entry_of_an_older_place_is_replaced(folders: Folders) -> None:
    folders.autostart(["/opt/bomizzel/1.0/bomizzel-desktop"]).apply(is_on=True)

    folders.autostart().apply(is_on=True)

    assert folders.own.read_text() == entry(COMMAND)


def test_entry_of_the_installer_needs_no_second_one(folders: Folders) -> None:
    folders.system.write_text(entry(COMMAND))

    folders.autostart().apply(is_on=True)

    assert not folders.own.exists()


def test_entry_of_the_installer_is_switched_off_for_this_person_and_on_again(
    folders: Folders,
) -> None:
    folders.system.write_text(entry(COMMAND))

    folders.autostart().apply(is_on=False)
    assert "Hidden=true" in folders.own.read_text()
    folders.autostart().apply(is_on=True)

    assert not folders.own.exists()


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
@pytest.mark.parametrize("is_on", [True, False])
def test_what_the_person_switched_off_in_the_system_stays_off(
    folders: Folders, line: str, is_on: bool
) -> None:
    folders.own.parent.mkdir()
    folders.own.write_text(entry(COMMAND) + f"{line}\n")

    folders.autostart().apply(is_on=is_on)

    assert folders.own.read_text() == entry(COMMAND) + f"{line}\n"


def exec_of(text: str) -> list[str]:
    """Return the command of an entry as a desktop reads it: two levels of escaping."""
    (value,) = [line[5:] for line in text.splitlines() if line.startswith("Exec=")]
    once = re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), value)
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|([^ ]+)', once, re.DOTALL)
    quoted = [re.sub(r"\\(.)", r"\1", inner, flags=re.DOTALL) or bare for inner, bare in words]
    return [word.replace("%%", "%") for word in quoted]


@given(
    st.lists(
        st.text(
            st.characters(
                codec="utf-8", exclude_characters="\0\r\x85\u2028\u2029\x0b\x0c\x1c\x1d\x1e"
            ),
            min_size=1,
        ),
        min_size=1,
        max_size=3,
    )
)
def test_any_command_comes_out_of_the_entry_as_it_went_in(command: list[str]) -> None:
    assert exec_of(entry(command)) == command
