"""What administrators are given says what the program does, word by word and value by value."""

import json
import os
import plistlib
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.adapters.policy.linux import LinuxPolicies
from desktop.adapters.policy.macos import BUNDLE_ID, MacPolicies
from desktop.adapters.policy.windows import POLICY_KEY, Hive, WindowsPolicies
from desktop.core.settings.merge import EffectiveSettings, merge
from desktop.core.settings.schema import (
    SCHEMA,
    Choice,
    Flag,
    Number,
    Setting,
    Several,
    Text,
)
from desktop.core.settings.sources import Document, Reading, Source
from scripts.generate_policy import ROOT, documents, main
from scripts.policy.admx import NAMESPACE
from scripts.policy.example import EXAMPLE

NS = {"p": NAMESPACE}
POLICY = ROOT / "packaging" / "policy"
ADMX = POLICY / "windows" / "BomizzelDesktop.admx"
REFERENCE = re.compile(r"\$\((string|presentation)\.([A-Za-z0-9_]+)\)")

LOOSE = (
    st.none()
    | st.booleans()
    | st.integers(-5, 70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "system", "dark", "toast", "en", "18:00", "24:00", "monday", "a\n"])
    | st.text(max_size=12)
)
LIKE_AN_ADDRESS = st.from_regex(r"\A(https?|ftp)://[a-z@/.:?# ]{0,12}\n?\Z")
VALIDATOR = jsonschema_rs.validator_for(
    json.loads((POLICY / "settings.schema.json").read_text(encoding="utf-8"))
)


def near(setting: Setting) -> st.SearchStrategy[Any]:
    """Return values that are just right for ``setting``, or just wrong."""
    match setting.kind:
        case Number(low=low, high=high):
            return st.sampled_from([low - 1, low, high, high + 1]) | st.integers(low, high)
        case Choice(options=options):
            return st.sampled_from([option.value for option in options])
        case Several(of=Choice(options=options), limit=limit):
            return st.lists(st.sampled_from(list(options)), max_size=limit + 1).map(
                msgspec.to_builtins
            )
        case Text(pattern=pattern):
            return st.from_regex(pattern) | LIKE_AN_ADDRESS
        case _:
            return st.booleans() | st.lists(LOOSE, max_size=3)


def parse(path: Path) -> ET.Element:
    return ET.parse(path).getroot()  # noqa: S314 - our own files


def settings_of(source: Source, **values: object) -> EffectiveSettings:
    return merge({source: Reading((Document("test", values),))})


def test_generated_files_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--check"])

    assert capsys.readouterr().out == ""
    assert code == 0


def test_file_that_differs_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("scripts.generate_policy.ROOT", tmp_path)
    assert main([]) == 0
    (tmp_path / "docs" / "settings.md").write_text("something else")

    assert main(["--check"]) == 1
    assert "docs/settings.md is out of date" in capsys.readouterr().out


@pytest.mark.parametrize("language", ["en-US", "de-DE"])
def test_every_word_and_presentation_of_the_template_exists(language: str) -> None:
    adml = parse(POLICY / "windows" / language / "BomizzelDesktop.adml")
    named: dict[str, dict[str | None, str | None]] = {
        "string": {s.get("id"): s.text for s in adml.iterfind(".//p:string", NS)},
        "presentation": {s.get("id"): "" for s in adml.iterfind(".//p:presentation", NS)},
    }

    used = REFERENCE.findall(ADMX.read_text(encoding="utf-8"))

    assert len(used) > 2 * len(SCHEMA)
    assert [f"{kind}.{name}" for kind, name in used if name not in named[kind]] == []
    assert {name for kind, name in used if kind == "string"} == set(named["string"])
    assert {name for kind, name in used if kind == "presentation"} == set(named["presentation"])
    assert [name for name, text in named["string"].items() if not text] == []


@pytest.mark.parametrize("language", ["en-US", "de-DE"])
def test_every_control_sets_an_element_of_its_policy(language: str) -> None:
    adml = parse(POLICY / "windows" / language / "BomizzelDesktop.adml")
    elements = {
        policy.get("presentation"): {e.get("id") for e in policy.iterfind("p:elements/*", NS)}
        for policy in parse(ADMX).iterfind(".//p:policy", NS)
    }

    for presentation in adml.iterfind(".//p:presentation", NS):
        controls = {control.get("refId") for control in presentation}
        assert controls == elements[f"$(presentation.{presentation.get('id')})"]


def test_categories_and_support_that_policies_name_exist() -> None:
    admx = parse(ADMX)
    categories = {c.get("name") for c in admx.iterfind("p:categories/p:category", NS)}
    supported = {d.get("name") for d in admx.iterfind(".//p:definition", NS)}

    assert {c.get("ref") for c in admx.iterfind(".//p:parentCategory", NS)} <= categories
    assert {s.get("ref") for s in admx.iterfind(".//p:policy/p:supportedOn", NS)} <= supported


def test_every_setting_is_a_policy_of_the_key_that_is_read() -> None:
    policies = list(parse(ADMX).iterfind(".//p:policy", NS))

    assert [policy.get("name") for policy in policies] == [setting.key for setting in SCHEMA]
    assert {policy.get("key") for policy in policies} == {POLICY_KEY}


@pytest.mark.parametrize("setting", SCHEMA, ids=lambda setting: str(setting.key))
def test_whatever_the_template_can_write_is_accepted(setting: Setting) -> None:
    policy = parse(ADMX).find(f".//p:policy[@name='{setting.key}']", NS)
    assert policy is not None

    written = written_by(policy, setting)
    reading = WindowsPolicies(lambda hive, _: {setting.key: value} if hive is Hive.MACHINE else {})

    for value in written:
        settings = merge(reading.read())
        assert settings.problems == ()
        assert settings.is_locked(setting.key), value


def written_by(policy: ET.Element, setting: Setting) -> list[object]:
    """Return values that Windows writes for a policy: those of a choice, the ends of a range."""
    kind = setting.kind
    if isinstance(kind, Flag):
        return [int(d.attrib["value"]) for d in policy.iterfind("*/p:decimal", NS)]
    if isinstance(kind, Choice):
        values: list[object] = [s.text for s in policy.iterfind(".//p:string", NS)]
        assert values == [option.value for option in kind.options]
        return values
    if isinstance(kind, Number):
        limits = policy.find("p:elements/p:decimal", NS)
        assert limits is not None
        return [int(limits.attrib["minValue"]), int(limits.attrib["maxValue"])]
    if isinstance(kind, Several):
        assert policy.find("p:elements/p:multiText", NS) is not None
        return [[], msgspec.to_builtins(setting.default)]
    assert policy.find("p:elements/p:text", NS) is not None
    return [setting.default]


def test_linux_sample_is_obeyed(tmp_path: Path) -> None:
    sample = documents()["packaging/policy/linux/50-example.json"]
    path = tmp_path / "policy.d" / "50-example.json"
    path.parent.mkdir()
    path.write_text(sample)
    path.chmod(0o644)

    settings = merge(LinuxPolicies(tmp_path, user="ana", owner=os.getuid()).read())

    assert settings.problems == ()
    assert set(settings.sources) == set(EXAMPLE)


def test_mac_sample_is_obeyed(tmp_path: Path) -> None:
    profile = plistlib.loads((POLICY / "macos" / "bomizzel-desktop.mobileconfig").read_bytes())
    payload = next(p for p in profile["PayloadContent"] if p["PayloadType"] == BUNDLE_ID)
    path = tmp_path / "Managed Preferences" / f"{BUNDLE_ID}.plist"
    path.parent.mkdir()
    path.write_bytes(plistlib.dumps(payload))
    path.chmod(0o644)

    settings = merge(MacPolicies(tmp_path, user="ana", owner=os.getuid()).read())

    assert settings.problems == ()
    assert set(settings.sources) == set(EXAMPLE)


def test_schema_accepts_the_defaults_and_the_sample() -> None:
    VALIDATOR.validate({setting.key: setting.default for setting in SCHEMA})
    VALIDATOR.validate(EXAMPLE)


@pytest.mark.parametrize("setting", SCHEMA, ids=lambda setting: str(setting.key))
@given(data=st.data())
def test_schema_accepts_what_the_program_accepts_and_nothing_else(
    setting: Setting, data: st.DataObject
) -> None:
    said = {setting.key: data.draw(near(setting) | LOOSE)}

    settings = settings_of(Source.MACHINE_POLICY, **said)

    assert VALIDATOR.is_valid(said) is (settings.problems == ())


@pytest.mark.parametrize("key", ["colour", "Theme", ""])
def test_schema_knows_no_other_keys(key: str) -> None:
    assert not VALIDATOR.is_valid({key: "dark"})


def test_page_names_every_setting_once() -> None:
    page = documents()["docs/settings.md"]

    assert [s.key for s in SCHEMA if page.count(f"| `{s.key}` |") != 1] == []
