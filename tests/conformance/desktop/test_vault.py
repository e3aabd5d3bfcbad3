"""What holds for the vault in memory holds for the keyring, here and in its own program."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.core
import pytest

from desktop.adapters.vault import KeyringVault
from desktop.adapters.vault_child import ChildVault
from desktop.bootstrap import own_command
from desktop.core.ports import Kept, Loaded, Missing, Vault
from tests.fakes.file_keyring import FILE_VARIABLE, FileKeyring
from tests.fakes.keyrings import MemoryKeyring
from tests.fakes.memory_vault import MemoryVault


@pytest.fixture(params=["memory", "keyring", "child"])
def vault(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Vault]:
    former = keyring.core._keyring_backend
    keyring.set_keyring(MemoryKeyring())
    backend = f"{FileKeyring.__module__}.{FileKeyring.__name__}"
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "keyring.json"))
    match request.param:
        case "memory":
            yield MemoryVault()
        case "keyring":
            yield KeyringVault("bomizzel-test")
        case _:
            yield ChildVault([*own_command(), "keyring"], "bomizzel-test")
    keyring.core._keyring_backend = former


async def test_empty_vault_misses_the_secret(vault: Vault) -> None:
    assert await vault.load() == Missing()


@pytest.mark.parametrize("secret", ["short", "x" * 4_096, "zwölf\n"])
async def test_secret_comes_back_as_it_was(vault: Vault, secret: str) -> None:
    assert await vault.save(secret) == Kept()

    assert await vault.load() == Loaded(secret)


async def test_short_secret_after_a_long_one_has_no_tail(vault: Vault) -> None:
    await vault.save("x" * 4_096)

    await vault.save("short")

    assert await vault.load() == Loaded("short")


async def test_deleted_secret_is_missing_and_may_be_deleted_again(vault: Vault) -> None:
    await vault.save("secret")

    assert await vault.delete() == Kept()
    assert await vault.delete() == Kept()
    assert await vault.load() == Missing()
