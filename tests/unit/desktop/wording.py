"""The wording that tests read: English, as it stands in the sources."""

from desktop.core.language import in_english
from desktop.core.text.wording import Wording

ENGLISH = Wording(in_english)
