"""The model as SimPy processes: the specification, and the engine that runs live."""
