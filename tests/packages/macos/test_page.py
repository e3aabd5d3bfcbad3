"""What the administrator's page of macOS tells to type, held to what build and program know."""

import json
import shlex
from argparse import ArgumentParser

from desktop.commands.program import _parser
from scripts.packages.macos import BUNDLE, BUNDLE_ID, identities_of, info_plist
from scripts.packages.products import WRAPPED
from scripts.packages.version import ROOT
from tests.packages.pages import blocks

LINES = [line for block in blocks("macos.md", "zsh") for line in block.splitlines()]
WORDS = [shlex.split(line) for line in LINES]
CONTENTS = f"/Applications/{BUNDLE}/Contents"


def after(*beginning: str) -> list[list[str]]:
    """Return the rest of each command that begins with these words."""
    count = len(beginning)
    return [words[count:] for words in WORDS if words[:count] == list(beginning)]


def test_names_to_sign_with_are_those_of_the_build() -> None:
    environ = dict(word.split("=", 1) for (word,) in after("export"))

    assert identities_of(environ) is not None


def test_what_is_built_is_a_product() -> None:
    ((product, *options),) = after("python", "-m", "scripts.packages")

    assert product in WRAPPED
    assert options == ["--payload", "FOLDER"]


def test_preset_goes_where_the_program_looks_for_it() -> None:
    schema = json.loads((ROOT / "packaging" / "policy" / "settings.schema.json").read_text())
    ((domain, setting, _),) = after("sudo", "defaults", "write")

    assert domain == f"/Library/Preferences/{BUNDLE_ID}"
    assert setting in schema["properties"]


def test_packages_are_named_as_the_build_names_them() -> None:
    names = [words[1] for words in after("sudo", "installer")]

    assert names == [f"bomizzel-desktop-{version}.pkg" for version in ("0.1.0", "0.1.1")]


def test_program_is_there_and_understands_its_commands() -> None:
    executable = f"{CONTENTS}/MacOS/{info_plist('0.1.0')['CFBundleExecutable']}"
    commands = after(executable)

    assert len(commands) == 2
    for command in commands:
        parser: ArgumentParser = _parser(command[0])[0]
        assert callable(parser.parse_args(command).run)


def test_it_is_removed_by_what_lies_in_the_bundle() -> None:
    assert after("sudo", "sh") == [[f"{CONTENTS}/Resources/uninstall.sh"]]


def test_no_other_command_is_told() -> None:
    known = (
        ["export"],
        ["python", "-m", "scripts.packages"],
        ["sudo", "defaults", "write"],
        ["sudo", "defaults", "delete", f"/Library/Preferences/{BUNDLE_ID}"],
        ["sudo", "installer"],
        ["sudo", "sh"],
    )
    others = [words for words in WORDS if not any(words[: len(one)] == one for one in known)]

    assert {words[0] for words in others} == {f"{CONTENTS}/MacOS/bomizzel-desktop"}
