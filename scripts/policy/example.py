"""The policy that the samples show: a server for everybody, and what most organisations set."""

import json
import plistlib
import uuid

from desktop.adapters.autostart.macos import LABEL
from desktop.adapters.policy.macos import BUNDLE_ID

EXAMPLE = {
    "serverAddress": "https://help.example.org",
    "autostart": True,
    "deliverEscalated": "toast",
    "quietHours": True,
    "quietHoursDays": ["monday", "tuesday", "wednesday", "thursday", "friday"],
    "quietHoursBegin": "18:00",
    "quietHoursEnd": "08:00",
}
_NAMES = uuid.uuid5(uuid.NAMESPACE_DNS, "desktop.bomizzel.org")


def linux_policy() -> str:
    """Return the sample for ``policy.d``."""
    return json.dumps(EXAMPLE, indent=2) + "\n"


def mac_profile() -> str:
    """Return the sample profile: settings, leave to notify, and a start at sign-in that stays."""
    content = [
        _payload(BUNDLE_ID, "Bomizzel Desktop", **EXAMPLE),
        _payload(
            "com.apple.notificationsettings",
            "Notifications of Bomizzel Desktop",
            NotificationSettings=[
                {
                    "BundleIdentifier": BUNDLE_ID,
                    "NotificationsEnabled": True,
                    "AlertType": 1,
                    "BadgesEnabled": True,
                    "SoundsEnabled": True,
                    "ShowInNotificationCenter": True,
                    "ShowInLockScreen": False,
                }
            ],
        ),
        _payload(
            "com.apple.servicemanagement",
            "Start of Bomizzel Desktop at sign-in",
            Rules=[{"RuleType": "Label", "RuleValue": LABEL, "Comment": "Bomizzel Desktop"}],
        ),
    ]
    profile = _payload(
        "Configuration",
        "Bomizzel Desktop (sample)",
        PayloadScope="System",
        PayloadContent=content,
    )
    return plistlib.dumps(profile, sort_keys=True).decode()


def _payload(kind: str, name: str, **content: object) -> dict[str, object]:
    identifier = f"{BUNDLE_ID}.{kind}"
    return {
        "PayloadType": kind,
        "PayloadIdentifier": identifier,
        # The same in every run: device managers replace a profile that they know.
        "PayloadUUID": str(uuid.uuid5(_NAMES, identifier)).upper(),
        "PayloadVersion": 1,
        "PayloadDisplayName": name,
        **content,
    }
