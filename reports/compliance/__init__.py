"""Compliance: the log of drills held and hours of training, and the check against a requirement."""
