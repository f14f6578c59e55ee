"""``python3 -m tests``: every check over the whole matrix. Arguments go to tox: ``-e py311-django52 -- -k swap``."""

import sys

from sandbox.environment import tox

if __name__ == "__main__":
    # The browser's tests wait more than they work, so two environments at once take little longer than one.
    parallel = ("run-parallel", "--parallel-live", "--parallel-no-spinner")
    sys.exit(tox(*parallel, *sys.argv[1:]))
