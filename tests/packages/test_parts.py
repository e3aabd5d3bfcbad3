"""What others made: every part has a license and its text, in the bill and in the texts."""

import json
from importlib.metadata import Distribution
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from scripts.packages.bill import write_bill
from scripts.packages.licenses import write_licenses
from scripts.packages.parts import NoLicenseError, Part, parts_in, parts_of
from scripts.packages.version import ROOT


@pytest.fixture(scope="module", params=["backend", "desktop"])
def parts(request: pytest.FixtureRequest) -> tuple[Part, ...]:
    lock = ROOT / "requirements" / f"{request.param}.lock"
    return parts_of(lock, python="3.11.7")


def test_bill_is_cyclonedx_and_names_every_part(parts: tuple[Part, ...], tmp_path: Path) -> None:
    bill = write_bill(parts, tmp_path / "bill.json", product="bomizzel", version="1.0")

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill.read_text()) is None
    named = {c["name"]: c["version"] for c in json.loads(bill.read_text())["components"]}
    assert named == {part.name: part.version for part in parts}
    assert len(named) > 20


def test_the_same_parts_are_the_same_bill(parts: tuple[Part, ...], tmp_path: Path) -> None:
    one, other = (
        write_bill(parts, tmp_path / name, product="bomizzel", version="1.0").read_bytes()
        for name in ("one.json", "other.json")
    )

    assert one == other


def test_texts_of_all_licenses_are_there(parts: tuple[Part, ...], tmp_path: Path) -> None:
    written = write_licenses(parts, tmp_path / "licenses.txt").read_text()

    for part in parts:
        assert f"\n{part.name} {part.version}: {part.license}\n" in written
        assert all(text.strip() in written for _, text in part.texts)


@pytest.mark.parametrize("parts", ["desktop"], indirect=True)
def test_qt_comes_with_the_license_that_it_is_used_under(parts: tuple[Part, ...]) -> None:
    (qt,) = (part for part in parts if part.name == "PySide6_Essentials")

    notice, lesser, general = (text for _, text in qt.texts)
    assert "You may replace them" in notice
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in lesser
    assert "GNU GENERAL PUBLIC LICENSE" in general


@pytest.mark.parametrize("said", ["", "License-Expression: MIT\n"])
def test_part_without_a_license_or_its_text_is_refused(said: str, tmp_path: Path) -> None:
    folder = tmp_path / "nobodys-1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.4\nName: nobodys\nVersion: 1\n{said}")

    with pytest.raises(NoLicenseError, match=r"nobodys 1 has no license, or no text of it"):
        parts_in([Distribution.at(folder)])
