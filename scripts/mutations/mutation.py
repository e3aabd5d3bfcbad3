"""One small mistake that could be made in the product, as a value."""

from dataclasses import dataclass
from pathlib import Path


class MisfitError(Exception):
    """The text that a mutation replaces is not in its file exactly once."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """A replacement in one file, and the tests that must notice it.

    Attributes:
        name: Names it on the command line and in the table.
        breaks: What the product does wrong with it, in a few words.
        file: From the root of the project.
        old: Text that stands in the file exactly once.
        new: What stands there instead.
        tests: Ids of tests, the one that says the promise first.
    """

    name: str
    breaks: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def of(self, root: Path) -> str:
        """Return the mutated text of the file below ``root``.

        Raises:
            MisfitError: The code has changed, so that this is no mutation of it any more.
        """
        text = (root / self.file).read_text(encoding="utf-8")
        found = text.count(self.old)
        if found != 1:
            message = f"{self.name}: found {found} times in {self.file}"
            raise MisfitError(message)
        return text.replace(self.old, self.new)
