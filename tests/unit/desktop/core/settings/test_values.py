"""Settings: every kind of notification has its own, and bad values are refused."""

import msgspec
import pytest

from common.notifications import NotificationKind
from desktop.core.settings.values import Delivery, Settings


@pytest.mark.parametrize("kind", sorted(set(NotificationKind) - {NotificationKind.BACKGROUND}))
def test_every_kind_has_its_own_setting(kind: NotificationKind) -> None:
    settings = msgspec.structs.replace(Settings(), **{f"deliver_{kind.value}": Delivery.OFF})

    assert settings.delivery_of(kind) is Delivery.OFF
    assert Settings().delivery_of(kind) is not Delivery.OFF


def test_background_is_never_delivered() -> None:
    assert Settings().delivery_of(NotificationKind.BACKGROUND) is Delivery.OFF


@pytest.mark.parametrize(
    "text", ['{"quietHoursBegin": "24:00"}', '{"toastSeconds": 0}', '{"theme": "pink"}']
)
def test_bad_value_is_refused(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=Settings)
