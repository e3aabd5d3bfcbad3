"""The commands of the administrator's page of the server, in their order."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.packages.pages import blocks
from tests.packages.server.installation import SETTINGS, preseeded_machine, run
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis

VERSIONS = ("0.1.0", "0.1.1")
BESIDE_THE_PACKAGE = (
    Path("/etc/ssl/bomizzel"),
    Path("/etc/nginx/conf.d/bomizzel.conf"),
    Path("/etc/nginx/conf.d/upstreams.conf"),
)

Build = Callable[[str], Path]

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def port() -> Iterator[str]:
    """A free port on a machine that is as it was afterwards, whatever happens."""
    with preseeded_machine() as url:
        # The page begins without settings.
        SETTINGS.unlink()
        SETTINGS.parent.rmdir()
        yield url.rpartition(":")[2]
    run("rm", "-rf", *map(str, BESIDE_THE_PACKAGE))


def test_each_block_works_after_those_before_it(
    server_deb: Build, port: str, postgres: Postgres, redis: Redis, tmp_path: Path
) -> None:
    for version in VERSIONS:
        shutil.copy(server_deb(version), tmp_path / f"bomizzel-server_{version}_amd64.deb")
    here = {
        "5000": port,
        "postgresql://bomizzel:password@127.0.0.1:5432/bomizzel": postgres.new_database(),
        "redis://127.0.0.1:6379/0": redis.url,
    }
    page = "\0".join(blocks("server.md", "sh"))
    for there, instead in here.items():
        assert there in page
        page = page.replace(there, instead)

    said = [run("bash", "-eux", "-c", block, at=tmp_path) for block in page.split("\0")]

    assert len(said) > 6
    assert sum('"ready":true' in text for text in said) == 2
    assert not any(path.exists() for path in (SETTINGS.parent, *BESIDE_THE_PACKAGE))
