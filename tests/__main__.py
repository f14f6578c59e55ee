"""``python3 -m tests``: every check over the whole matrix. Arguments go to tox: ``-e py311-django52 -- -k swap``."""

import sys

from sandbox.environment import tox

if __name__ == "__main__":
    sys.exit(tox("run", *sys.argv[1:]))
