"""What is wrong with a configuration, all of it at once and never with a value."""

from dataclasses import dataclass

from typing_extensions import override

from common.errors import BomizzelError


@dataclass(frozen=True, slots=True)
class Problem:
    """One variable that cannot be used, and why; never its value."""

    variable: str
    reason: str


class ConfigurationError(BomizzelError):
    """The environment does not make a configuration.

    Attributes:
        problems: All of them, in the order of the documentation.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    @override
    def __str__(self) -> str:
        """Return one line per problem."""
        return "\n".join(f"{problem.variable}: {problem.reason}" for problem in self.problems)
