"""How fast it is: ./run pytest benchmarks, in one process, with nothing else running."""
