"""Authority: where only some may declare an emergency, the others first have to find one of them.

There is nothing to find where somebody with authority is aware and beside the declarer, or is one of the office's own people and there.
A search ends after the time that it takes, or at once when somebody with authority arrives or becomes aware there. The rule is the same
for the modeled office and for a decision in an exercise.
"""

from sim.model.environment import Process, Rank
from sim.model.state import DECIDED_OFFSET, World
from sim.model.tables import NOBODY
from sim.sampling.keyed_rng import Purpose


def find_authority(world: World, declarer: int, decided: bool = False, by: int = NOBODY) -> Process:
    """Waits until the declarer may declare. declarer: a person or the office. by: who decided it, where the office is played."""
    if not world.tables.means.authority or may_declare(world, declarer, by):
        return
    if world.draw(Purpose.AUTHORITY_NEEDED, declarer):
        search = world.searches.open(declarer, by, decided)
        world.start(
            run_out(world, search),
            Rank.REACTION,
            declarer,
            world.draw(Purpose.AUTHORITY_TAKES, declarer),
            Purpose.AUTHORITY_TAKES,
            DECIDED_OFFSET * decided,
        )
        yield world.searches.wait(search)


def may_declare(world: World, declarer: int, by: int) -> bool:
    """Whether the declarer has authority, or somebody beside them has it."""
    staff, office = world.tables.staff, world.tables.psap.office
    if has_authority(world, declarer) or has_authority(world, by):
        return True
    place = world.tables.means.office_zone if declarer == office else world.zone[declarer]
    if place == NOBODY:
        return False
    return any(
        person < len(world.people)
        and staff.authority[person]
        and (world.aware[person] or (declarer == office and staff.office[person]))
        for person in world.list_units_in(place)
    )


def has_authority(world: World, who: int) -> bool:
    """Whether this is a person who may declare an emergency; the office and NOBODY are not."""
    return 0 <= who < len(world.people) and world.tables.staff.authority[who]


def run_out(world: World, search: int) -> Process:
    """Handler: the time of a search is over; it may have ended before."""
    world.searches.end(search)
    yield from ()


def end_searches(world: World) -> None:
    """Ends the searches of all who now have somebody with authority beside them."""
    for number in range(len(world.searches)):
        if world.searches.is_open(number):
            search = world.searches.read(number)
            if may_declare(world, search.declarer, search.by):
                world.searches.end(number)
