import subprocess
import sys
from pathlib import Path

from common.ids import is_id
from desktop.bootstrap import device_id


def test_device_keeps_its_name(tmp_path: Path) -> None:
    path = tmp_path / "profile" / "device-id"

    name = device_id(path)

    assert is_id(name)
    assert device_id(path) == name
    assert path.stat().st_mode & 0o777 == 0o600


def test_damaged_name_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "device-id"
    path.write_bytes(b"\xff\xfe not an id")

    assert is_id(device_id(path))


def test_building_the_agent_imports_no_network_library() -> None:
    code = (
        "import sys; from desktop.bootstrap import build_agent; "
        "from desktop.config import Config, default_profile; "
        "build_agent(Config(profile=default_profile()), on_snapshot=print, "
        "on_show_center=print, toasts=print); "
        "found = {'aiohttp', 'socketio', 'requests', 'keyring', 'PySide6'} & set(sys.modules); "
        "sys.exit(str(found) if found else 0)"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        timeout=30,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (0, b"")
