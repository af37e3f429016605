"""The handlers of each kind of hazard, each file beside the one of the same name in `sim.hazards`."""
