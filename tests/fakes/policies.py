"""Policies of an organisation that exists in a test only."""

from collections.abc import Mapping

from desktop.core.settings.sources import MANAGED, Document, Fault, Problem, Reading, Source


class FakePolicies:
    """Says what a test put into it.

    Attributes:
        readings: What each source says.
    """

    def __init__(self) -> None:
        self.readings: dict[Source, Reading] = {}

    @property
    def places(self) -> Mapping[Source, str]:
        return {source: f"fake {source}" for source in MANAGED}

    def read(self) -> Mapping[Source, Reading]:
        return dict(self.readings)

    def set(self, source: Source, **values: object) -> None:
        self.readings[source] = Reading((Document(f"fake {source}", values),))

    def damage(self, source: Source) -> None:
        problem = Problem(source, f"fake {source}", Fault.MALFORMED)
        self.readings[source] = Reading(problems=(problem,))
