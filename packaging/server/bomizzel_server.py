"""Starts the server's command line from the folder that this file lies in."""

import sys

from backend.__main__ import main

sys.exit(main())
