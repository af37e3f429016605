"""What happens to the world, and what the facilitator rules."""

from sim.compiled.arrays import Request, World
from sim.compiled.elementary import round_to_grid
from sim.compiled.handlers import awareness__become_aware
from sim.compiled.jit import compiled
from sim.compiled.model.interventions.actions import is_sure
from sim.compiled.model.interventions.kinds import Act
from sim.compiled.scheduler import log
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind


@compiled
def can_rule(w: World, request: Request) -> bool:
    """As the previews."""
    if request.act == Act.CHANNEL:
        works = w.play[0].pa_works if request.channel == Channel.PA else w.play[0].radio_works
        return works != request.works
    if request.act == Act.DELAY_UNIT:
        return w.vehicles[request.unit].unit_doing == 0
    if request.act == Act.INFORM:
        return not is_sure(w, request.other)
    return True


@compiled
def rule(w: World, request: Request) -> None:
    """As `execute`."""
    if request.act == Act.CHANNEL:
        if request.channel == Channel.PA:
            w.play[0].pa_works = request.works
        else:
            w.play[0].radio_works = request.works
        log(w, EventKind.CONDITION, request.channel, NOBODY, NOBODY, 1.0 if request.works else 0.0)
    elif request.act == Act.DELAY_UNIT:
        w.vehicles[request.unit].unit_delay += round_to_grid(request.seconds)
    elif request.act == Act.INFORM:
        awareness__become_aware(w, request.other, Channel.DESK, NOBODY)
    else:
        w.play[0].over = True
        log(w, EventKind.ALL_CLEAR)
