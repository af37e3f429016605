"""Replications played over worker processes, whatever it is that is played.

The one promise: what comes out depends on the work and on which replications were asked for, and on nothing
else. Not on the number of workers, the size of the chunks, the order in which they come back, or on workers
that were killed.

    outcome = run(work, range(1_000), workers=2)          # all at once
    outcome["aware_t90"]                                  # float64, (1000,) or (1000, strategies)

    with Pool(work) as pool:                              # in stages, for a stopping rule; workers stay
        outcome = pool.play(range(200))
        while not outcome.interrupted and not precise_enough(outcome):
            outcome = pool.play(range(outcome.completed, 2 * outcome.completed))

`chunks` says what work is, `agenda` how it is cut up, `workers` who plays it, `results` where it is kept,
`ctrl_c` how it is stopped, `outcome` what is told; `pool` holds them together. Nothing here prints.
"""

from sim.pool.chunks import ChunkColumns, Task
from sim.pool.errors import NoRoomError, PoolError, ReplicationError, ResultError, WorkerLostError
from sim.pool.outcome import RunOutcome, Progress
from sim.pool.pool import Pool, run_task, count_processors

__all__ = [
    "run_task", "Pool", "Task", "ChunkColumns", "RunOutcome", "Progress", "count_processors",
    "PoolError", "NoRoomError", "ReplicationError", "ResultError", "WorkerLostError",
]  # fmt: skip
