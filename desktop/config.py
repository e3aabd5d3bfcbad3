"""Where the agent keeps its things and which server it starts with: read once, then values."""

from dataclasses import dataclass
from pathlib import Path

import platformdirs

APP_NAME = "bomizzel-desktop"


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one run.

    Attributes:
        profile: Folder of this profile's data; also names its keyring entry.
        server: Address to start from in the sign-in window; empty for none.
        summary: Where to leave the counts of the run; None for nowhere.
    """

    profile: Path
    server: str = ""
    summary: Path | None = None

    @property
    def keyring_service(self) -> str:
        """Name of the keyring entry; profiles in different folders never share one."""
        if self.profile == default_profile():
            return APP_NAME
        return f"{APP_NAME} {self.profile}"

    @property
    def database(self) -> Path:
        """The file that holds notifications and cursors."""
        return self.profile / "agent.sqlite3"

    @property
    def device_file(self) -> Path:
        """The file that names this device."""
        return self.profile / "device-id"

    @property
    def places_file(self) -> Path:
        """Where it is kept where the windows are."""
        return self.profile / "windows.ini"

    @property
    def dashboard_file(self) -> Path:
        """The file that remembers how the person likes the dashboard."""
        return self.profile / "dashboard.ini"

    @property
    def lock_file(self) -> Path:
        """The file that whoever works with this profile has locked."""
        return self.profile / "agent.lock"

    @property
    def log_file(self) -> Path:
        """The newest log file."""
        return self.profile / "agent.log"


def default_profile() -> Path:
    """Return the folder that is used when the command line names none."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False, roaming=True))
