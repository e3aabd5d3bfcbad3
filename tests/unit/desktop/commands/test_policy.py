"""The command for administrators: what it prints, and how it ends."""

import json
import os
from pathlib import Path

import pytest

from desktop import bootstrap
from desktop.adapters.policy.linux import LinuxPolicies
from desktop.commands.exit_codes import ExitCode
from desktop.commands.program import main


@pytest.fixture
def policy_d(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Policies of the test in place of those of the machine."""
    policies = LinuxPolicies(tmp_path / "etc", user="ana", owner=os.getuid())
    monkeypatch.setattr(bootstrap, "policies_of", lambda _: policies)
    folder = tmp_path / "etc" / "policy.d"
    folder.mkdir(parents=True)
    return folder


def explain(tmp_path: Path, *options: str) -> int:
    return main(["policy", "--explain", "--profile", str(tmp_path / "profile"), *options])


def test_policy_is_explained(
    tmp_path: Path, policy_d: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (policy_d / "10.json").write_text('{"theme": "dark"}')

    code = explain(tmp_path)

    output = capsys.readouterr().out
    assert code == ExitCode.FINE
    assert any(
        line.split() == ["theme", '"dark"', "machine", "policy", "yes", f"{policy_d}/10.json"]
        for line in output.splitlines()
    )
    assert not (tmp_path / "profile").exists()


def test_programs_get_json(
    tmp_path: Path, policy_d: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (policy_d / "10.json").write_text('{"theme": "pink"}')

    code = explain(tmp_path, "--json")

    explanation = json.loads(capsys.readouterr().out)
    assert code == ExitCode.FINE
    assert explanation["problems"][0]["fault"] == "bad_value"
    assert explanation["lookedIn"]["machine_policy"] == f"{policy_d}/*.json"


def test_policy_that_cannot_be_read_ends_with_its_own_code(
    tmp_path: Path, policy_d: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (policy_d / "10.json").write_text("{")

    code = explain(tmp_path)

    assert code == ExitCode.POLICY_UNREADABLE
    assert f"{policy_d}/10.json is damaged" in capsys.readouterr().out
