"""``python3 -m sandbox``: start the demonstration with its data. An address or port may follow, as for runserver."""

import sys

from .environment import tox

if __name__ == "__main__":
    sys.exit(tox("run", "-q", "-e", "sandbox", "--", *sys.argv[1:]))
