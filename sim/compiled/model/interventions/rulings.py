"""What happens to the world, and what the facilitator rules."""

from sim.compiled.arrays import Request, World
from sim.compiled.elementary import round_to_grid
from sim.compiled.jit import compiled
from sim.compiled.model.awareness import become_aware
from sim.compiled.model.interventions.actions import is_sure
from sim.compiled.model.interventions.kinds import Act
from sim.compiled.scheduler import log
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind


@compiled
def can_rule(w: World, request: Request) -> bool:
    """As the previews."""
    s = w.state[0]
    if request.act == Act.CHANNEL:
        works = s.pa_works if request.channel == Channel.PA else s.radio_works
        return works != request.works
    if request.act == Act.DELAY_UNIT:
        return w.vehicles[request.unit].doing == 0
    if request.act == Act.INFORM:
        return not is_sure(w, request.other)
    return True


@compiled
def rule(w: World, request: Request) -> None:
    """As `execute`."""
    s = w.state[0]
    if request.act == Act.CHANNEL:
        if request.channel == Channel.PA:
            s.pa_works = request.works
        else:
            s.radio_works = request.works
        log(w, EventKind.CONDITION, request.channel, NOBODY, NOBODY, 1.0 if request.works else 0.0)
    elif request.act == Act.DELAY_UNIT:
        w.vehicles[request.unit].delay += round_to_grid(request.seconds)
    elif request.act == Act.INFORM:
        become_aware(w, request.other, Channel.DESK)
    else:
        s.over = True
        log(w, EventKind.ALL_CLEAR)
