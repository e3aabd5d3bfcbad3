"""The seam of the language: sentences of the core are looked up when they are shown.

Nothing that is kept holds a sentence, so that another language changes everything at once.
"""

from typing import Protocol


class Translate(Protocol):
    """Looks a sentence up; callable in any thread.

    The catalog is made from the sources: both arguments are literals where it is called, and the
    callable is named ``translate`` there (``python -m scripts.generate_translations``).
    """

    def __call__(self, context: str, text: str, /) -> str:
        """Return ``text`` of ``context`` in the person's language, with its placeholders."""
        ...


def in_english(context: str, text: str, /) -> str:
    """Return ``text`` as it stands in the source."""
    del context
    return text


def counted(n: int, one: str, many: str) -> str:
    """Return the form that fits ``n``, with ``{n}`` filled in.

    English and German have the same two forms; a language with more needs Qt's numerus forms.
    """
    return (one if n == 1 else many).format(n=n)
