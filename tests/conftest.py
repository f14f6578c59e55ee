"""What all tests share."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# The machines are slow at times, and the first example of a run makes tables.
settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")
