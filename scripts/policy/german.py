"""German words for the template of Windows, out of the catalog of the windows."""

from desktop.core.language import Translate
from scripts.generate_translations import CATALOG, Sentence, read


def in_german() -> Translate:
    """Return a translator that leaves in English what the catalog does not have yet."""
    known = read(CATALOG)

    def translate(context: str, text: str, /) -> str:
        return known.get(Sentence(context, text), "") or text

    return translate
