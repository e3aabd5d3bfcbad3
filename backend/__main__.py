"""The command line of the server: ``python -m backend``, or ``bomizzel-server``, with a command.

Exit codes:
    0   done; for ``serve``: stopped as asked
    1   refused, the reason is on standard error
    2   the command line makes no sense
    69  the database or the port cannot be had
    78  the configuration cannot be used, every problem is on standard error
"""

import argparse
import asyncio
import getpass
import os
import signal
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from aiohttp import web
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from backend import garbage
from backend.api.app import build_runner
from backend.api.errors import problem_of
from backend.api.openapi import describe
from backend.api.sources import SOURCES
from backend.bootstrap.core import Core, open_core
from backend.bootstrap.ids import new_id
from backend.bootstrap.server import open_backend
from backend.bootstrap.tuning import Tuning, utc_now
from backend.broker.peers import RedisPeers
from backend.config.problems import ConfigurationError
from backend.config.settings import Settings
from backend.config.values import LogFormat
from backend.demo.cast import PASSWORD
from backend.demo.seed import seed
from backend.logs import configure_logging
from backend.realtime.doorbell import Doorbell
from backend.service_manager import ServiceState, tell_service_manager
from backend.services.administration import SYSTEM
from backend.services.changes import BeginHistory, Change
from backend.services.errors import InfrastructureError
from common import rest
from common.envelope import convert
from common.errors import BomizzelError, ContractError
from common.ids import Epoch
from common.vocabulary import Role

EXIT_REFUSED = 1
EXIT_UNAVAILABLE = 69
EXIT_CONFIGURATION = 78
HIGHEST_PORT = 65535
STOP_TIMEOUT_S = 10.0
ANSWER_TIMEOUT_S = 3.0

_Work = Callable[[Core], Awaitable[None]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    asked = _parser().parse_args(arguments)
    if asked.command == "openapi":
        sys.stdout.write(describe().decode() + "\n")
        return 0
    try:
        settings = Settings.from_environ(os.environ)
    except ConfigurationError as exc:
        print(exc, file=sys.stderr)
        return EXIT_CONFIGURATION
    configure_logging(as_json=settings.log_format is LogFormat.JSON)
    return _run(settings, asked)


def _run(settings: Settings, asked: argparse.Namespace) -> int:
    try:
        asyncio.run(asked.run(settings, asked))
    except ConfigurationError as exc:  # The file of the signing secret cannot be used.
        print(exc, file=sys.stderr)
        return EXIT_CONFIGURATION
    except (sqlite3.Error, SQLAlchemyError) as exc:
        cause = exc.orig if isinstance(exc, DBAPIError) else exc
        print(f"{settings.database} cannot be used: {cause}", file=sys.stderr)
        return EXIT_UNAVAILABLE
    except (OSError, InfrastructureError) as exc:
        print(f"unavailable: {exc}", file=sys.stderr)
        return EXIT_UNAVAILABLE
    except BomizzelError as exc:
        problem = problem_of(exc)
        print(
            f"refused: {problem.code}: {problem.title} {problem.detail}".rstrip(), file=sys.stderr
        )
        return EXIT_REFUSED
    return 0


async def _serve(settings: Settings, asked: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stopped.set)
    async with open_backend(settings) as backend:
        malformed = backend.app[SOURCES].metrics.malformed
        runner = build_runner(backend.app, malformed=malformed, shutdown_s=ANSWER_TIMEOUT_S)
        await runner.setup()
        port = settings.port if asked.port is None else asked.port
        site = web.TCPSite(runner, asked.host, port)
        try:
            await site.start()
            garbage.settle()
            print(f"http://{asked.host}:{runner.addresses[0][1]}", flush=True)
            tell_service_manager(ServiceState.READY)
            await stopped.wait()
            tell_service_manager(ServiceState.STOPPING)
        finally:
            async with asyncio.timeout(STOP_TIMEOUT_S):
                await runner.cleanup()


async def _with_core(settings: Settings, work: _Work) -> None:
    async with open_core(settings, Doorbell(), Tuning()) as core:
        await work(core)


async def _migrate(settings: Settings, _asked: argparse.Namespace) -> None:
    async def done(_core: Core) -> None:  # Opening the database migrates it.
        print(f"{settings.database} has the newest schema")

    await _with_core(settings, done)


async def _new_epoch(settings: Settings, _asked: argparse.Namespace) -> None:
    async def begin(core: Core) -> None:
        epoch = Epoch(new_id())
        await core.storage.gateway.commit(Change(writes=(BeginHistory(epoch),)))
        print(f"the history is {epoch} from now on")

    await _with_core(settings, begin)


async def _check(settings: Settings, _asked: argparse.Namespace) -> None:
    print("configuration: ok")

    async def ask(core: Core) -> None:
        await core.storage.ping()
        print(f"database: ok, {settings.database}")
        if core.redis is not None:
            await _check_redis(core.redis)
            print("redis: ok")

    await _with_core(settings, ask)


async def _check_redis(redis: RedisPeers) -> None:
    """Return when this process heard itself through Redis, as a serving one must.

    Raises:
        InfrastructureError: It did not within ``ANSWER_TIMEOUT_S``.
    """
    reached = asyncio.Event()
    redis.listen(lambda _process, _news: None, reached.set)
    running = asyncio.create_task(redis.run())
    try:
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            await reached.wait()
    except TimeoutError as exc:
        message = "nothing comes back through Redis; look at BOMIZZEL_REDIS_URL"
        raise InfrastructureError(message) from exc
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _seed_demo(settings: Settings, _asked: argparse.Namespace) -> None:
    async def fill(core: Core) -> None:
        storage = core.storage
        tickets = await seed(
            gateway=storage.gateway, readers=storage.readers, hasher=core.hasher, until=utc_now()
        )
        print(f"{tickets} tickets; everybody's password is {PASSWORD}")

    await _with_core(settings, fill)


async def _user_add(settings: Settings, asked: argparse.Namespace) -> None:
    password = _password(asked)

    async def add(core: Core) -> None:
        fields = {
            "email": asked.email,
            "name": asked.name,
            "role": asked.role,
            "password": password,
        }
        created = await core.services.administration.create_user(
            SYSTEM, convert(fields, rest.NewUser)
        )
        print(created.id)

    await _with_core(settings, add)


async def _user_disable(settings: Settings, asked: argparse.Namespace) -> None:
    async def disable(core: Core) -> None:
        administration = core.services.administration
        user = await administration.find_user(SYSTEM, asked.email)
        await administration.patch_user(SYSTEM, user.id, rest.UserPatch(disabled=True))

    await _with_core(settings, disable)


async def _user_reset_password(settings: Settings, asked: argparse.Namespace) -> None:
    password = _password(asked)

    async def reset(core: Core) -> None:
        administration = core.services.administration
        user = await administration.find_user(SYSTEM, asked.email)
        await administration.reset_password(SYSTEM, user.id, password)

    await _with_core(settings, reset)


def _password(asked: argparse.Namespace) -> str:
    if not asked.password_stdin:
        return getpass.getpass("Password: ")
    line = sys.stdin.readline()
    if not line:
        raise ContractError(detail="no password came on standard input")
    return line.rstrip("\n")


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"must be a whole number from 0 to {HIGHEST_PORT}")
    return int(text)


def _program() -> str:
    """Return how this was called, for the lines of usage."""
    name = Path(sys.argv[0]).name
    return "python -m backend" if name == "__main__.py" else name


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=_program(),
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="answer until SIGTERM")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_port, help="default: SOCKET_IO_PORT, or 5000; 0: any")
    serve.set_defaults(run=_serve)
    commands.add_parser("migrate", help="bring the database to the newest schema").set_defaults(
        run=_migrate
    )
    commands.add_parser("seed-demo", help="fill an empty database").set_defaults(run=_seed_demo)
    commands.add_parser(
        "new-epoch", help="after restoring a backup: let every client read everything anew"
    ).set_defaults(run=_new_epoch)
    commands.add_parser("openapi", help="print the description of the HTTP interface")
    commands.add_parser("check", help="try configuration, database and Redis").set_defaults(
        run=_check
    )
    _add_user_commands(commands.add_parser("user", help="manage accounts"))
    return parser


def _add_user_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="user_command", required=True)
    add = commands.add_parser("add", help="make an account and print its id")
    add.add_argument("--name", required=True)
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    disable = commands.add_parser("disable", help="sign a person out everywhere, for good")
    reset = commands.add_parser("reset-password", help="give a person another password")
    runs = ((add, _user_add), (disable, _user_disable), (reset, _user_reset_password))
    for command, run in runs:
        command.add_argument("email")
        command.set_defaults(run=run)
        if run is not _user_disable:
            command.add_argument("--password-stdin", action="store_true")


if __name__ == "__main__":
    sys.exit(main())
