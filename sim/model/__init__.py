"""The model as SimPy processes: the specification, and the engine that runs live.

Two habits of these files need a word. They are for the day when the same model is one compiled loop, which has to do event for event what
is written here.

- *Handler.* A docstring that begins with "Handler:" marks what `world.start` begins: a process with a place of its own in the order of an
  instant. A compiled loop needs one handler for each, and nothing else; what is called or `yield from`-ed on the way belongs to the
  handler that calls it. What a playbook starts, it names; `sim.hazards` has the playbook of each hazard.
- *A purpose named twice.* In `world.wait(world.draw(Purpose.PRESS, person), Rank.REACTION, person, Purpose.PRESS)` the first says which
  random number is the length of the wait, the second where its end stands among all that the same person does at the same instant: by
  rank, entity, purpose, count (`order`). Mostly it is the same purpose, because a wait is called after what it is for; a wait that can
  never fall together with another of the same entity and rank leaves the second out.
"""
