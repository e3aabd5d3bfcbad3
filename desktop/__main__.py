"""``python -m desktop``: the tray program and its commands."""

import sys

from desktop.commands.program import main

if __name__ == "__main__":
    sys.exit(main())
