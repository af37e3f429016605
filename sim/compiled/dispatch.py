"""The loop that takes one event after the other."""

from sim.compiled.arrays import World
from sim.compiled.handlers import run_handler
from sim.compiled.scheduler import Flow, has_event_before, leave_frame, leave_if_over, take_first


def run_events(w: World, time: float) -> None:
    """Runs all events before this time, or until the all clear or an error. The clock is then at this time or at the all clear.
    While the play is watched, it stops at the first whole second after news (`scheduler.report_news`).
    """
    s = w.state[0]
    s.until = time
    while not w.play[0].over and s.error == 0 and has_event_before(w, s.until):
        s.current = take_first(w)
        goes_on = leave_if_over(w)
        while goes_on and s.error == 0:
            flow = run_handler(w, w.frames[w.activities[s.current].top])
            goes_on = flow == Flow.CALLS or (flow == Flow.ENDS and leave_frame(w))
    if not w.play[0].over and s.error == 0:
        s.now = s.until
