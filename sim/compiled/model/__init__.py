"""The handlers that hazards share, each file beside the one of the same name in `sim.model`."""
