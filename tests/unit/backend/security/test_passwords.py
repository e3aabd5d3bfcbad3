import asyncio
from collections.abc import Iterator

import argon2
import pytest

from backend.security.passwords import Argon2Hasher
from backend.services.errors import OverloadedError


@pytest.fixture
def hasher() -> Iterator[Argon2Hasher]:
    made = Argon2Hasher()
    yield made
    made.close()


async def test_password_matches_its_digest_only(hasher: Argon2Hasher) -> None:
    digest = await hasher.hash("correct horse")

    assert await hasher.verify(digest, "correct horse")
    assert not await hasher.verify(digest, "wrong horse")


async def test_digests_have_the_chosen_cost_and_their_own_salt(hasher: Argon2Hasher) -> None:
    first, second = await hasher.hash("same"), await hasher.hash("same")

    assert first != second
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_nobody_costs_a_comparison_and_never_matches(
    hasher: Argon2Hasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str | bytes] = []
    verify = argon2.PasswordHasher.verify

    def recording(by: argon2.PasswordHasher, digest: str | bytes, password: str | bytes) -> bool:
        compared.append(digest)
        return verify(by, digest, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", recording)

    assert not await hasher.verify(None, "nobody has this password")
    assert len(compared) == 1


async def test_digest_of_another_kind_does_not_match(hasher: Argon2Hasher) -> None:
    assert not await hasher.verify("plain text", "plain text")


async def test_line_is_bounded(hasher: Argon2Hasher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.security.passwords.MAX_WAITING", 2)

    outcomes = await asyncio.gather(*(hasher.hash("x") for _ in range(4)), return_exceptions=True)

    assert [isinstance(outcome, OverloadedError) for outcome in outcomes].count(True) == 2
    await hasher.hash("room again")
