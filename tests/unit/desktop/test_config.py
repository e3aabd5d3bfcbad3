from pathlib import Path

from desktop.config import Config, default_profile


def test_profiles_in_different_folders_never_share_a_keyring_entry() -> None:
    work, home = Config(profile=Path("/work")), Config(profile=Path("/home"))

    assert work.keyring_service != home.keyring_service
    assert Config(profile=default_profile()).keyring_service == "bomizzel-desktop"


def test_everything_of_a_profile_is_in_its_folder() -> None:
    config = Config(profile=Path("/work"))

    paths = [config.database, config.log_file, config.device_file]
    assert {path.parent for path in paths} == {Path("/work")}
