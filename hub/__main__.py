"""`python -m hub`: see `command_line.py`."""

import sys

from hub.command_line import main

if __name__ == "__main__":
    sys.exit(main())
