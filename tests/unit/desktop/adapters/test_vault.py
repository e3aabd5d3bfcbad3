import threading
from collections.abc import Iterator

import keyring
import keyring.core
import pytest
from keyring.backends import fail
from keyring.errors import InitError, KeyringLocked

from desktop.adapters.vault import PART_CHARS, KeyringVault
from desktop.core.ports import Kept, Loaded, Missing, NotReady, Unavailable
from tests.fakes.keyrings import (
    ForgetfulKeyring,
    MemoryKeyring,
    NoKeyring,
    PlaintextKeyring,
    WindowsKeyring,
)
from tests.guards.logs import ExpectedLogs

SERVICE = "bomizzel-desktop"
HEADER = (SERVICE, "session")
LONG = "ü€" * 2_000
SHORT = "short"


@pytest.fixture(autouse=True)
def _own_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    former = keyring.core._keyring_backend
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    yield
    keyring.core._keyring_backend = former


@pytest.fixture
def memory() -> MemoryKeyring:
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    return backend


@pytest.fixture
def vault() -> KeyringVault:
    return KeyringVault(SERVICE)


async def test_empty_keyring_holds_nothing(memory: MemoryKeyring, vault: KeyringVault) -> None:
    assert await vault.load() == Missing()
    assert memory.entries == {}


@pytest.mark.parametrize("secret", [SHORT, LONG, "", "line\nfeed\0", "x" * 4096])
async def test_secret_comes_back(memory: MemoryKeyring, vault: KeyringVault, secret: str) -> None:
    assert await vault.save(secret) == Kept()

    assert await KeyringVault(SERVICE).load() == Loaded(secret)
    assert all(len(value) <= PART_CHARS for value in memory.entries.values())
    assert all(value.isascii() and value.isprintable() for value in memory.entries.values())


async def test_short_secret_leaves_nothing_of_a_long_one(
    memory: MemoryKeyring, vault: KeyringVault
) -> None:
    for secret in (LONG, SHORT):
        await vault.save(secret)

    assert await vault.load() == Loaded(SHORT)
    assert len(memory.entries) == 2, "the header and one part"


async def test_deleted_secret_leaves_nothing(memory: MemoryKeyring, vault: KeyringVault) -> None:
    await vault.save(LONG)

    assert await vault.delete() == Kept()
    assert memory.entries == {}
    assert await vault.load() == Missing()
    assert await vault.delete() == Kept(), "what is not there is deleted already"


async def test_profiles_do_not_share_a_secret(memory: MemoryKeyring) -> None:
    del memory
    await KeyringVault("one").save(SHORT)

    assert await KeyringVault("two").load() == Missing()


async def test_save_that_breaks_at_any_step_leaves_one_whole_secret(
    memory: MemoryKeyring, vault: KeyringVault, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("keyring not ready")
    for steps in range(200):
        memory.before_each = lambda: None
        await vault.save(LONG)
        left = iter(range(steps))

        def break_off(left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise KeyringLocked

        memory.before_each = break_off
        outcome = await vault.save(SHORT)
        memory.before_each = lambda: None

        whole = [Loaded(SHORT)] if outcome == Kept() else [Loaded(LONG), Loaded(SHORT)]
        assert await vault.load() in whole
        if outcome == Kept():
            assert steps > 10
            return
    pytest.fail("saving never came to its end")


@pytest.mark.expected_logs("secret is damaged")
async def test_damaged_part_is_no_secret_and_is_replaced_by_the_next(
    memory: MemoryKeyring, vault: KeyringVault
) -> None:
    await vault.save(LONG)
    part = next(key for key in memory.entries if key != HEADER)
    memory.entries[part] = "x" + memory.entries[part][1:]

    assert await vault.load() == Missing()
    assert await vault.save(SHORT) == Kept()
    assert await vault.load() == Loaded(SHORT)
    assert len(memory.entries) == 2


@pytest.mark.expected_logs("secret is damaged")
async def test_missing_part_is_no_secret(memory: MemoryKeyring, vault: KeyringVault) -> None:
    await vault.save(LONG)
    del memory.entries[next(key for key in memory.entries if key != HEADER)]

    assert await vault.load() == Missing()


@pytest.mark.parametrize("header", ["", "2:a:1:00", "1:a:1:zz", "password from another program"])
async def test_header_that_is_none_is_no_secret(
    memory: MemoryKeyring, vault: KeyringVault, header: str
) -> None:
    memory.entries[HEADER] = header

    assert await vault.load() == Missing()


@pytest.mark.parametrize("error", [KeyringLocked, InitError, OSError, RuntimeError])
@pytest.mark.expected_logs("keyring not ready")
async def test_locked_keyring_says_nothing_and_loses_nothing(
    memory: MemoryKeyring, vault: KeyringVault, error: type[Exception]
) -> None:
    await vault.save(SHORT)
    before = dict(memory.entries)

    def refuse() -> None:
        raise error

    memory.before_each = refuse
    assert await vault.load() == NotReady()
    assert await vault.save(LONG) == NotReady()
    assert await vault.delete() == NotReady()

    assert memory.entries == before


@pytest.mark.expected_logs("keyring not ready")
async def test_keyring_that_its_owner_did_not_unlock_says_so(
    memory: MemoryKeyring, vault: KeyringVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        monkeypatch.setattr("desktop.adapters.vault.PERSON_S", 0.0)  # So long they thought.
        raise KeyringLocked

    memory.before_each = refuse
    assert await vault.load() == NotReady(is_declined=True)


@pytest.mark.expected_logs("keyring does not answer")
async def test_keyring_that_waits_for_its_password_is_not_ready_and_then_is(
    memory: MemoryKeyring,
) -> None:
    await KeyringVault(SERVICE).save(SHORT)
    unlocked, vault = threading.Event(), KeyringVault(SERVICE, timeout_s=0.05)
    asked: list[int] = []

    def prompt() -> None:
        asked.append(1)
        unlocked.wait(10)

    memory.before_each = prompt
    assert await vault.load() == NotReady()
    assert await vault.load() == NotReady()
    assert len(asked) == 1, "nobody is asked twice"
    unlocked.set()
    memory.before_each = lambda: None

    assert await KeyringVault(SERVICE).load() == Loaded(SHORT)


@pytest.mark.parametrize("backend", [fail.Keyring, NoKeyring, PlaintextKeyring])
async def test_without_a_real_keyring_nothing_is_stored(
    vault: KeyringVault, backend: type[MemoryKeyring]
) -> None:
    poor = backend()
    keyring.set_keyring(poor)

    assert await vault.load() == Unavailable()
    assert await vault.save(SHORT) == Unavailable()
    assert await vault.delete() == Unavailable()
    assert getattr(poor, "entries", {}) == {}


@pytest.mark.expected_logs("keyring does not keep what it is given")
async def test_keyring_that_forgets_is_none(vault: KeyringVault) -> None:
    keyring.set_keyring(ForgetfulKeyring())

    assert await vault.save(SHORT) == Unavailable()


async def test_secret_that_is_far_too_long_is_not_begun(
    memory: MemoryKeyring, vault: KeyringVault
) -> None:
    assert await vault.save("x" * 100_000) == Unavailable()
    assert memory.entries == {}


async def test_windows_keeps_no_copy_of_a_former_secret(vault: KeyringVault) -> None:
    windows = WindowsKeyring()
    keyring.set_keyring(windows)
    for secret in (LONG, "former", SHORT):
        assert await vault.save(secret) == Kept()
        assert await vault.load() == Loaded(secret)

    assert len(windows.targets) == 2, "the header and one part"
    assert await vault.delete() == Kept()
    assert windows.targets == {}


def test_secret_is_not_shown() -> None:
    assert SHORT not in repr(Loaded(SHORT))
