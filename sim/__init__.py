"""What happens: random numbers, the engine, traces, measures, experiments and their statistics."""
