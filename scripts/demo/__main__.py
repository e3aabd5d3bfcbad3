"""``make demo``: the whole product on this machine, with people, tickets and traffic.

``DEMO_SECONDS`` ends it by itself; otherwise Ctrl-C does. Exit 0 when everything ended as asked.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from backend.demo.cast import ADMIN, CUSTOMERS, EMPLOYEES, LEADS, PASSWORD, STAR, TEAMS, staff_of
from scripts.demo.helpdesk import HelpDesk
from scripts.demo.programs import first_line, has_display, program
from scripts.demo.traffic import Traffic

ACTS_PER_SECOND = 2.0
AGENT_STARTS_S = 3.0
"""A short demo plays a little longer than it was asked, so that the agent is there to see it."""


def main() -> int:
    """Run the demo and return its exit status."""
    stopped = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stopped.set())
    with TemporaryDirectory(prefix="bomizzel-demo-") as folder:
        root = Path(folder)
        environment = os.environ | {"BOMIZZEL_DATABASE_URL": f"sqlite:///{root}/bomizzel.db"}
        print("Filling the help desk …", flush=True)
        _seed(environment)
        with _server(environment, root / "server.log") as url:
            _print_sign_ins(url)
            summary_file = root / "summary.json"
            with _agent(root / "profile", url, summary_file, environment):
                traffic = _play(url, stopped, _seconds_asked_for())
            _print_summary(url, traffic, summary_file)
    return 0


def _seconds_asked_for() -> float | None:
    text = os.environ.get("DEMO_SECONDS", "")
    return float(text) if text else None


def _seed(environment: Mapping[str, str]) -> None:
    subprocess.run([sys.executable, "-m", "backend", "seed-demo"], env=environment, check=True)


@contextmanager
def _server(environment: Mapping[str, str], log: Path) -> Iterator[str]:
    arguments = ["backend", "serve", "--host", "127.0.0.1", "--port", "0"]
    with program(arguments, environment=environment, output=subprocess.PIPE, log=log) as process:
        try:
            yield first_line(process)
        except TimeoutError:
            print(log.read_text(), file=sys.stderr)
            raise


@contextmanager
def _agent(
    profile: Path, url: str, summary_file: Path, environment: Mapping[str, str]
) -> Iterator[None]:
    arguments = ["desktop", "--profile", str(profile), "--server", url]
    arguments += ["--email", STAR.email, "--password-stdin", "--summary-json", str(summary_file)]
    if not has_display():
        arguments.append("--headless")
    with program(arguments, environment=environment, said=PASSWORD):
        yield
    if has_display():
        # The demo leaves nothing in the person's own keyring.
        sign_out = [sys.executable, "-m", "desktop", "logout", "--profile", str(profile)]
        subprocess.run(sign_out, env=environment, check=False)


def _play(url: str, stopped: threading.Event, seconds: float | None) -> Traffic:
    def signed_in(email: str) -> HelpDesk:
        return HelpDesk(url, email, PASSWORD)

    traffic = Traffic(
        customers=[signed_in(person.email) for person in CUSTOMERS],
        leads=[signed_in(person.email) for person in LEADS],
        star=STAR.id,
        colleagues={team.id: [person.id for person in staff_of(team)] for team in TEAMS},
        dice=random.Random(),  # noqa: S311 - a game
    )
    if seconds is not None:
        timer = threading.Timer(seconds + AGENT_STARTS_S, stopped.set)
        timer.daemon = True
        timer.start()
    traffic.run(acts_per_second=ACTS_PER_SECOND, stopped=stopped.is_set)
    return traffic


def _print_sign_ins(url: str) -> None:
    print(f"\nThe help desk is at {url}")
    print(f"Everybody's password is {PASSWORD}")
    for person in (ADMIN, *LEADS, *EMPLOYEES, *CUSTOMERS):
        shown = "  (her agent runs here)" if person is STAR else ""
        print(f"  {person.email:24} {person.role:10} {person.name}{shown}")
    print("Ctrl-C ends the demo.\n", flush=True)


def _print_summary(url: str, traffic: Traffic, summary_file: Path) -> None:
    print("\nWhat happened at the desk:")
    for act, count in sorted(traffic.acts.items()):
        print(f"  {count:4} x {act}")
    shown = _read(summary_file)
    print("What the agent made of it:")
    print(f"  events received: {shown.get('events', 0)}")
    for kind, count in sorted(shown.get("toasts", {}).items()):
        print(f"  {count:4} x toast {kind}")
    print(f"  unread in the agent: {shown.get('unread', 0)}")
    star = HelpDesk(url, STAR.email, PASSWORD)
    print(f"  unread on the server: {star.get('notifications/unread')['count']}", flush=True)


def _read(summary_file: Path) -> Any:
    return json.loads(summary_file.read_text()) if summary_file.exists() else {}


if __name__ == "__main__":
    sys.exit(main())
