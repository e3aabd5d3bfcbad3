"""The settings file of the package: every setting there is, under its name, as an example."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from typing_extensions import override

from backend.config.settings import Settings

SERVER = Path(__file__).parents[3] / "packaging" / "server"
_LINE = re.compile(r"#([A-Z_]+)=('?)([^']*)\2")


class Asked(Mapping[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    @override
    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        raise KeyError(name)

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(())

    @override
    def __len__(self) -> int:
        return 0


def _examples() -> dict[str, str]:
    lines = (SERVER / "environment").read_text().splitlines()
    found = (_LINE.fullmatch(line) for line in lines)
    return {match[1]: match[3] for match in found if match}


def test_every_setting_has_an_example() -> None:
    asked = Asked()
    Settings.from_environ(asked)

    # A secret belongs into a file of its own, and the launcher says where the data is.
    elsewhere = {"BOMIZZEL_JWT_SECRET", "BOMIZZEL_JWT_PREVIOUS_SECRET", "XDG_STATE_HOME"}
    assert set(_examples()) == asked.names - elsewhere


def test_examples_can_be_used(tmp_path: Path) -> None:
    secret = tmp_path / "jwt-secret"
    secret.write_text("x" * 64)
    files = {name: str(secret) for name in _examples() if name.endswith("_FILE")}

    settings = Settings.from_environ({**_examples(), **files})

    assert settings.origins == ("https://desk.example.org",)


def test_nothing_is_set_by_default() -> None:
    lines = (SERVER / "environment").read_text().splitlines()

    assert [line for line in lines if line and not line.startswith("#")] == []
