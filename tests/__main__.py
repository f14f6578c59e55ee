"""``python3 -m tests``: every check over the whole matrix. Arguments go to tox: ``-e py311-django52 -- -k swap``."""

import sys

from sandbox.environment import tox

if __name__ == "__main__":
    # The browser's tests wait now and then, so three environments at once keep two processors busy.
    parallel = ("run-parallel", "--parallel", "3", "--parallel-live")
    sys.exit(tox(*parallel, "--parallel-no-spinner", *sys.argv[1:]))
