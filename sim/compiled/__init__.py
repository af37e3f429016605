"""The compiled engine: the model of `sim.model` and `sim.hazards` as one event loop, with the same results to the last bit."""
