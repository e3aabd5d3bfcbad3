"""Writes desktop/ui/translations/ from every ``translate("Context", "sentence")`` of the desktop.

``python -m scripts.generate_translations`` brings the catalog (``.ts``, for translators) up to
date and compiles it (``.qm``, what the program reads); with ``--check`` it only says what is
wrong. New sentences are translated in the catalog, by hand or with Qt Linguist.
"""

import ast
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "desktop"
CATALOG = SOURCES / "ui" / "translations" / "bomizzel_de.ts"

_TOOLS = Path(sys.executable).parent
_TIMEOUT_S = 60.0
_HELP = (
    "python -m scripts.generate_translations adds new sentences to the catalog; write the German "
    'there, without type="unfinished", and run it once more.'
)
_ENDINGS = ("…", ".", "?", "!", ":")


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """One sentence of the sources; the context tells apart what one language says alike."""

    context: str
    text: str


def main(arguments: list[str]) -> int:
    """Write catalog and compiled catalog, or name what is wrong with them."""
    wanted = set(sentences(_sources()))
    if "--check" not in arguments:
        update(CATALOG)
        compile_to(CATALOG.with_suffix(".qm"))
    problems = list(faults(wanted, read(CATALOG)))
    with tempfile.TemporaryDirectory() as folder:
        compiled = Path(folder) / "bomizzel_de.qm"
        compile_to(compiled)
        if compiled.read_bytes() != _bytes_of(CATALOG.with_suffix(".qm")):
            problems.append("the compiled catalog is out of date")
    for problem in problems:
        print(f"{CATALOG.relative_to(ROOT)}: {problem}")
    if problems:
        print(_HELP)
    return 1 if problems else 0


def sentences(sources: Iterable[Path]) -> Iterator[Sentence]:
    """Return each sentence that is looked up with two literals, as often as it is."""
    for path in sources:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id="translate") | ast.Attribute(attr="translate"),
                    args=[ast.Constant(value=str(context)), ast.Constant(value=str(text))],
                ):
                    yield Sentence(context, text)
                case _:
                    pass


def read(catalog: Path) -> Mapping[Sentence, str]:
    """Return every sentence of a catalog with its translation, empty while unfinished."""
    found: dict[Sentence, str] = {}
    # Our own file, not one that somebody sent.
    for context in ET.parse(catalog).getroot().iter("context"):  # noqa: S314
        for message in context.iter("message"):
            sentence = Sentence(context.findtext("name", ""), message.findtext("source", ""))
            translation = message.find("translation")
            is_finished = translation is not None and translation.get("type") is None
            found[sentence] = message.findtext("translation", "") if is_finished else ""
    return found


def faults(wanted: Iterable[Sentence], known: Mapping[Sentence, str]) -> Iterator[str]:
    """Return what is missing, no longer needed or not translated well, as sentences."""
    wanted = set(wanted)
    for sentence in sorted(wanted - known.keys()):
        yield f"missing: {sentence.context}: {sentence.text!r}"
    for sentence in sorted(known.keys() - wanted):
        yield f"no longer used: {sentence.context}: {sentence.text!r}"
    for sentence in sorted(wanted & known.keys()):
        reason = _fault(sentence.text, known[sentence])
        if reason:
            yield f"{reason}: {sentence.context}: {sentence.text!r} ({known[sentence]!r})"


def update(catalog: Path) -> None:
    """Add new sentences to ``catalog`` and take out what is no longer used."""
    _run(
        "pyside6-lupdate",
        *map(str, _sources()),
        *("-locations", "none", "-no-obsolete", "-sort-messages", "-disable-heuristic"),
        *("similartext", "-target-language", "de", "-silent", "-ts", str(catalog)),
    )


def compile_to(compiled: Path) -> None:
    """Write what the program reads; the same catalog gives the same bytes."""
    _run("pyside6-lrelease", "-silent", "-nounfinished", str(CATALOG), "-qm", str(compiled))


def _fault(text: str, translation: str) -> str:
    if not translation:
        return "not translated"
    if _placeholders(text) != _placeholders(translation):
        return "other placeholders"
    end = next((mark for mark in _ENDINGS if text.endswith(mark)), "")
    if not translation.endswith(end) or text.count("\n") != translation.count("\n"):
        return "another end, or other lines"
    if _edges(text) != _edges(translation) or re.search(r"  |['\"]", translation):
        return "blanks, or quotes that are not typographic"
    return ""


def _edges(text: str) -> tuple[bool, bool]:
    """Return whether there are blanks at the beginning and at the end."""
    return text != text.lstrip(), text != text.rstrip()


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _sources() -> list[Path]:
    return sorted(SOURCES.rglob("*.py"))


def _bytes_of(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _run(tool: str, *arguments: str) -> None:
    subprocess.run(
        [_TOOLS / tool, *arguments], check=True, timeout=_TIMEOUT_S, stdout=subprocess.DEVNULL
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
