"""The figures of docs/performance.rst, against peers: ``python -m tests.benchmarks``, after ``requirements*.txt``."""
