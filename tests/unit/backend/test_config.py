import logging
from ipaddress import ip_network
from pathlib import Path

import pytest

from backend.config.problems import ConfigurationError
from backend.config.secret import Secret
from backend.config.settings import Settings
from backend.config.signing import signing_secret
from backend.config.values import LogFormat, PostgresDatabase, WebSockets

LONG = "s" * 32


def problems_of(**environ: str) -> dict[str, str]:
    with pytest.raises(ConfigurationError) as caught:
        Settings.from_environ(environ)
    return {problem.variable: problem.reason for problem in caught.value.problems}


def test_without_any_variable_the_defaults_are_safe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    settings = Settings.from_environ({})

    assert settings.origins == ()
    assert settings.port == 5000
    assert settings.metrics_interval_s == 300
    assert settings.database == tmp_path / ".local/state/bomizzel/bomizzel.db"
    assert settings.jwt_secret is None
    assert settings.trusted_proxies == ()
    assert settings.log_format is LogFormat.CONSOLE
    assert settings.websockets is WebSockets.DIRECT


def test_every_variable_is_read(tmp_path: Path) -> None:
    settings = Settings.from_environ(
        {
            "FRONTEND_URL": "https://desk.example.org, http://localhost:3000",
            "SOCKET_IO_PORT": "8080",
            "METRICS_UPDATE_INTERVAL": "1",
            "BOMIZZEL_DATABASE_URL": f"sqlite:///{tmp_path}/b.db",
            "BOMIZZEL_JWT_SECRET": LONG,
            "BOMIZZEL_JWT_PREVIOUS_SECRET": LONG.upper(),
            "BOMIZZEL_TRUSTED_PROXIES": "10.0.0.0/8, 127.0.0.1",
            "BOMIZZEL_LOG_FORMAT": "json",
            "BOMIZZEL_REDIS_URL": "rediss://:secret@redis.example.org:6380/1",
            "BOMIZZEL_WEBSOCKETS": "library",
            "BOMIZZEL_RETENTION_DAYS": "365",
        }
    )

    assert settings == Settings(
        origins=("https://desk.example.org", "http://localhost:3000"),
        port=8080,
        metrics_interval_s=60,
        database=tmp_path / "b.db",
        jwt_secret=Secret(LONG),
        jwt_previous_secret=Secret(LONG.upper()),
        trusted_proxies=(ip_network("10.0.0.0/8"), ip_network("127.0.0.1")),
        log_format=LogFormat.JSON,
        redis_url=Secret("rediss://:secret@redis.example.org:6380/1"),
        websockets=WebSockets.LIBRARY,
        retention_days=365,
    )


def test_all_problems_are_reported_at_once_by_name() -> None:
    problems = problems_of(
        FRONTEND_URL="https://desk.example.org/path",
        SOCKET_IO_PORT="70000",
        METRICS_UPDATE_INTERVAL="0",
        BOMIZZEL_DATABASE_URL="mysql://x",
        BOMIZZEL_JWT_SECRET="short",
        BOMIZZEL_TRUSTED_PROXIES="proxy",
        BOMIZZEL_LOG_FORMAT="xml",
        BOMIZZEL_REDIS_URL="http://:hidden@localhost",
        BOMIZZEL_WEBSOCKETS="fast",
        BOMIZZEL_RETENTION_DAYS="89",
    )

    assert list(problems) == [
        "FRONTEND_URL",
        "SOCKET_IO_PORT",
        "METRICS_UPDATE_INTERVAL",
        "BOMIZZEL_DATABASE_URL",
        "BOMIZZEL_JWT_SECRET",
        "BOMIZZEL_TRUSTED_PROXIES",
        "BOMIZZEL_LOG_FORMAT",
        "BOMIZZEL_REDIS_URL",
        "BOMIZZEL_WEBSOCKETS",
        "BOMIZZEL_RETENTION_DAYS",
    ]
    assert "short" not in problems["BOMIZZEL_JWT_SECRET"]
    assert "hidden" not in problems["BOMIZZEL_REDIS_URL"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOMIZZEL_RETENTION_DAYS", "3651"),
        ("BOMIZZEL_RETENTION_DAYS", "ninety"),
        ("FRONTEND_URL", "*"),
        ("FRONTEND_URL", "desk.example.org"),
        ("FRONTEND_URL", "ftp://desk.example.org"),
        ("SOCKET_IO_PORT", "-1"),
        ("BOMIZZEL_REDIS_URL", "localhost:6379"),
        ("BOMIZZEL_REDIS_URL", "redis://localhost:port"),
        ("BOMIZZEL_REDIS_URL", "redis://localhost/first"),
        ("BOMIZZEL_REDIS_URL", "unix://redis.sock"),
        ("BOMIZZEL_REDIS_URL", "redis://host/0?socket_timeout=soon"),
        ("BOMIZZEL_REDIS_URL", "redis://host/0?ssl_cert_reqs=none"),
        ("SOCKET_IO_PORT", "\N{FULLWIDTH DIGIT FIVE}"),
        ("BOMIZZEL_DATABASE_URL", "sqlite:///"),
        ("BOMIZZEL_DATABASE_URL", "sqlite:///:memory:"),
        ("BOMIZZEL_DATABASE_URL", "sqlite:///x?mode=ro"),
        ("BOMIZZEL_DATABASE_URL", "postgresql+asyncpg://db/bomizzel"),
        ("BOMIZZEL_DATABASE_URL", "postgresql://db"),
        ("BOMIZZEL_DATABASE_URL", "postgresql:///bomizzel"),
        ("BOMIZZEL_DATABASE_URL", "postgresql://user:12/34@db/bomizzel"),
        ("BOMIZZEL_DATABASE_URL", "mysql://db/bomizzel"),
        ("BOMIZZEL_JWT_SECRET_FILE", "/no/such/file"),
    ],
)
def test_a_value_that_cannot_be_used_is_a_problem(name: str, value: str) -> None:
    assert list(problems_of(**{name: value})) == [name]


def test_a_comma_after_the_last_origin_is_no_problem() -> None:
    settings = Settings.from_environ({"FRONTEND_URL": "https://desk.example.org,"})

    assert settings.origins == ("https://desk.example.org",)


def test_a_database_on_a_server_is_named_without_its_password() -> None:
    settings = Settings.from_environ(
        {
            "BOMIZZEL_DATABASE_URL": "postgresql://desk:hunter2%2F@db.example.org/bomizzel",
            "BOMIZZEL_JWT_SECRET": LONG,
        }
    )

    assert isinstance(settings.database, PostgresDatabase)
    assert settings.database.url.reveal().startswith("postgresql://desk:hunter2%2F@")
    assert str(settings.database) == "PostgreSQL db.example.org:5432/bomizzel"
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize("password", ["hunter2/x", "hunter2#x", "hunter2[x"])
def test_a_password_that_breaks_the_url_is_not_shown(password: str) -> None:
    problems = problems_of(BOMIZZEL_DATABASE_URL=f"postgresql://desk:{password}@db/bomizzel")

    assert "%XX" in problems["BOMIZZEL_DATABASE_URL"]
    assert "hunter2" not in str(problems)


def test_with_a_database_on_a_server_the_secret_is_required() -> None:
    assert problems_of(BOMIZZEL_DATABASE_URL="postgresql://db/bomizzel") == {
        "BOMIZZEL_JWT_SECRET": "must be set with PostgreSQL, for all processes"
    }


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{LONG}\n")

    settings = Settings.from_environ({"BOMIZZEL_JWT_SECRET_FILE": str(file)})

    assert settings.jwt_secret == Secret(LONG)


def test_a_secret_comes_from_one_place_only(tmp_path: Path) -> None:
    assert "BOMIZZEL_JWT_SECRET_FILE" in problems_of(
        BOMIZZEL_JWT_SECRET=LONG, BOMIZZEL_JWT_SECRET_FILE=str(tmp_path)
    )


def test_a_secret_shows_itself_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings.from_environ({"BOMIZZEL_JWT_SECRET": LONG})
    with caplog.at_level(logging.INFO):
        logging.getLogger("test").info("settings", extra={"settings": settings})

    shown = f"{settings!r} {settings} {settings.jwt_secret}"
    assert LONG not in shown
    assert LONG not in str(vars(caplog.records[0])["settings"])
    assert repr(settings.jwt_secret) == "***"


def test_an_embedded_installation_makes_its_secret_once(tmp_path: Path) -> None:
    settings = Settings.from_environ({"BOMIZZEL_DATABASE_URL": f"sqlite:///{tmp_path}/data/b.db"})

    first, second = signing_secret(settings), signing_secret(settings)

    assert first == second
    assert len(first.reveal()) >= 32
    (file,) = (tmp_path / "data").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_given_secret_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    settings = Settings.from_environ(
        {
            "BOMIZZEL_DATABASE_URL": f"sqlite:///{tmp_path}/data/b.db",
            "BOMIZZEL_JWT_SECRET": LONG,
        }
    )

    assert signing_secret(settings) == Secret(LONG)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        pytest.param(LONG, 0o644, id="open-to-others"),
        pytest.param("short", 0o600, id="too-short"),
    ],
)
def test_a_secret_of_its_own_that_is_not_safe_is_refused(
    tmp_path: Path, text: str, mode: int
) -> None:
    file = tmp_path / "jwt-secret"
    file.write_text(text)
    file.chmod(mode)
    settings = Settings.from_environ({"BOMIZZEL_DATABASE_URL": f"sqlite:///{tmp_path}/b.db"})

    with pytest.raises(ConfigurationError, match="BOMIZZEL_JWT_SECRET"):
        signing_secret(settings)


def test_a_folder_that_cannot_be_made_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    settings = Settings.from_environ({"BOMIZZEL_DATABASE_URL": f"sqlite:///{tmp_path}/data/b.db"})

    with pytest.raises(ConfigurationError, match="cannot be written"):
        signing_secret(settings)


@pytest.mark.parametrize(
    "address",
    [
        "redis://:hidden\N{ACCOUNT OF}word@redis.example.org/0",
        "redis://[hidden]@redis.example.org/0",
        "redis://:hidden@redis.example.org:port/0",
    ],
)
def test_an_address_that_cannot_be_read_does_not_show_its_password(address: str) -> None:
    (problem,) = problems_of(BOMIZZEL_REDIS_URL=address).values()

    assert "hidden" not in problem


@pytest.mark.parametrize(
    "address",
    ["unix:///run/redis.sock?db=2", "rediss://redis.example.org?ssl_ca_certs=/etc/ca.pem"],
)
def test_an_address_of_redis_may_choose_its_database_or_its_authority(address: str) -> None:
    settings = Settings.from_environ({"BOMIZZEL_REDIS_URL": address})

    assert settings.redis_url == Secret(address)
