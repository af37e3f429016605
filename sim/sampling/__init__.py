"""Random numbers by key: distributions, their quantiles, and streams of draws."""
