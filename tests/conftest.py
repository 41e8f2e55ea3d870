"""What every test shares. This folder is importable: `factories` makes values."""

from hypothesis import HealthCheck, settings

# Two shared cores make single examples slow now and then; a slow one is no failure.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
