"""Runs targets with Atheris, which looks for inputs that reach code not reached before.

Source:
    Atheris' documentation: a library is watched when it is imported while ``instrument_imports``
    is active, and ``Fuzz`` ends the process; so each target has a process of its own, forked
    after one import of them all.
"""

import hashlib
import logging
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.fuzz.target import Target

WATCHED = ("common", "backend", "desktop", "tests.fuzz", "socketio.packet", "wsproto", "plistlib")
MAX_INPUT_BYTES = 4096
INPUT_S = 10
"""An input that takes longer than this on a busy machine hangs."""
MEMORY_MIB = 2048

_RUNS = re.compile(rb"stat::number_of_executed_units: (\d+)")
_REACHED = re.compile(rb" cov: (\d+) ")


@dataclass(frozen=True, slots=True)
class Effort:
    """How long each target is fuzzed: until either is used up.

    Attributes:
        seconds: Of time, from 1.
        runs: Inputs; -1 for any number.
        seed: Of the fuzzer's dice.
    """

    seconds: int
    runs: int = -1
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one target.

    Attributes:
        runs: Inputs that were tried.
        reached: Edges of the code that inputs reached.
        fault: End of the log when an input failed, with the traceback; empty otherwise.
    """

    target: str
    runs: int
    reached: int
    fault: str


def load(table: str) -> Mapping[str, Target]:
    """Import a table of targets so that what they reach can be watched."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=list(WATCHED)):
        targets: Mapping[str, Target] = import_module(table).TARGETS
    return targets


def fuzz(target: Target, effort: Effort, finds: Path) -> Outcome:
    """Fuzz ``target`` in a process of its own; what fails is written into ``finds``."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        corpus, log = Path(folder) / "corpus", Path(folder) / "log"
        corpus.mkdir()
        for number, data in enumerate((*target.seeds, *target.kept.values())):
            (corpus / str(number)).write_bytes(data)
        process_id = os.fork()
        if process_id == 0:
            options = [*_options(effort), f"-artifact_prefix={finds / target.name}-", str(corpus)]
            _fuzz_until_the_end(_keeping_finds(target, finds), options, log)
        _, status = os.waitpid(process_id, 0)
        said = log.read_bytes()
    return Outcome(
        target.name,
        runs=int((_RUNS.findall(said) or [0])[-1]),
        reached=int((_REACHED.findall(said) or [0])[-1]),
        fault=""
        if os.waitstatus_to_exitcode(status) == 0
        else said[-6_000:].decode("utf-8", "replace"),
    )


def _options(effort: Effort) -> Iterator[str]:
    yield f"-max_total_time={effort.seconds}"
    yield f"-runs={effort.runs}"
    yield f"-seed={effort.seed}"
    yield f"-max_len={MAX_INPUT_BYTES}"
    yield f"-timeout={INPUT_S}"
    yield f"-rss_limit_mb={MEMORY_MIB}"
    yield "-print_final_stats=1"


def _keeping_finds(target: Target, finds: Path) -> Callable[[bytes], None]:
    """Return a reader that writes down what it fails over; Atheris loses it here."""

    def run(data: bytes) -> None:
        try:
            target.run(data)
        except BaseException:
            name = f"{target.name}-{hashlib.sha256(data).hexdigest()[:8]}"
            (finds / name).write_bytes(data)
            raise

    return run


def _fuzz_until_the_end(run: Callable[[bytes], None], options: list[str], log: Path) -> None:
    """Become the fuzzer, in a process that was forked for it; never returns."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT, 0o600)
    os.dup2(descriptor, sys.stdout.fileno())
    os.dup2(descriptor, sys.stderr.fileno())
    logging.disable()  # What is logged about each input is not what is looked for.
    try:
        atheris: Any = import_module("atheris")
        atheris.Setup(["fuzz", *options], run)
        atheris.Fuzz()
    except SystemExit as exc:
        os._exit(0 if exc.code == 0 else 1)
    except BaseException:  # noqa: BLE001 - nothing of the parent may go on here
        traceback.print_exc()
    os._exit(1)
