"""The model as SimPy processes: the reference that every faster engine must match event for event.

Two conventions hold in these files.

- *Handler.* A docstring that begins with "Handler:" marks a process that `world.start` begins: it has its own place in the order of an
  instant, and a compiled engine needs one handler for each. Processes reached by `yield from` belong to the handler that calls them.
- *A purpose named twice.* In `world.wait(world.draw(Purpose.PRESS, person), Rank.REACTION, person, Purpose.PRESS)` the first purpose
  selects the random number that gives the length of the wait. The second orders its end among events of the same person at the same
  instant. It is left out where no two such events can coincide.
"""
