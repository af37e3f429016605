"""Authority: where only some may declare an emergency, the others first have to find one of them.

There is nothing to find where somebody with authority is aware and beside the declarer, or is one of the office's own people and there.
A search ends after the time that it takes, or at once when somebody with authority arrives or becomes aware there. The rule is the same
for the modeled office and for a decision in an exercise.
"""

from sim.model.environment import Process, Rank, priority
from sim.model.state import DECIDED_OFFSET, AuthoritySearch, World
from sim.model.tables import NOBODY
from sim.sampling.keyed_rng import Purpose


def find_authority(world: World, declarer: int, decided: bool = False, by: int = NOBODY) -> Process:
    """Waits until the declarer may declare. declarer: a person or the office. by: who decided it, where the office is played."""
    if not world.tables.means.authority or may_declare(world, declarer, by):
        return
    if world.draw(Purpose.AUTHORITY_NEEDED, declarer):
        search = AuthoritySearch(declarer, by, decided)
        world.searches.append(search)
        world.places[search] = world.clock.current
        seconds = world.draw(Purpose.AUTHORITY_TAKES, declarer)
        world.start(
            run_out(world, search),
            Rank.REACTION,
            declarer,
            seconds,
            Purpose.AUTHORITY_TAKES,
            count_of(search),
        )
        yield world.places[search]


def may_declare(world: World, declarer: int, by: int) -> bool:
    """Whether the declarer has authority, or somebody beside them has it."""
    staff, office = world.tables.staff, world.tables.psap.office
    if any(0 <= person < len(world.people) and staff.authority[person] for person in (declarer, by)):
        return True
    place = world.tables.means.office_zone if declarer == office else world.zone[declarer]
    if place == NOBODY:
        return False
    return any(
        person < len(world.people)
        and staff.authority[person]
        and (world.aware[person] or (declarer == office and staff.office[person]))
        for person in world.inside[place]
    )


def run_out(world: World, search: AuthoritySearch) -> Process:
    """Handler: the time of a search is over; it may have ended before."""
    end_search(world, search)
    yield from ()


def end_searches(world: World) -> None:
    """Ends the searches of all who now have somebody with authority beside them."""
    for search in list(world.searches):
        if may_declare(world, search.declarer, search.by):
            end_search(world, search)


def end_search(world: World, search: AuthoritySearch) -> None:
    """Resumes the declarer, once."""
    if search in world.searches:
        world.searches.remove(search)
        place = priority(Rank.REACTION, search.declarer, Purpose.AUTHORITY_TAKES, count_of(search))
        world.clock.schedule_resume(world.places.pop(search), place)


def count_of(search: AuthoritySearch) -> int:
    """Its order among the searches of the same declarer at one instant."""
    return DECIDED_OFFSET * search.decided
