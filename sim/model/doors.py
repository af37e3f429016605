"""How many people a door, stair or hall lets through: the hydraulic model of the SFPE, by effective width."""

import math

from scenarios.campus_expansion import Place
from scenarios.hazards import PageFlow
from sim.model.geometry import Layout
from sim.sampling.streams import StreamBuilder


def compute_flows(place: Place, layout: Layout, flow: PageFlow, streams: StreamBuilder) -> list[list[float]]:
    """Heads per second through each link, by direction; parallel links add up."""
    index = {name: z for z, name in enumerate(layout.zones)}
    boundary, through = streams.median_of(flow.boundary), dict[tuple[int, int], float]()
    level, down, up = (streams.median_of(source) for source in (flow.level, flow.down, flow.up))
    for way in place.links:
        width = way.width - 2.0 * boundary
        for a, b in ((index[way.start], index[way.end]), (index[way.end], index[way.start])):
            rise = place.zones[b].floor - place.zones[a].floor
            specific = level if way.kind != "stair" or rise == 0 else up if rise > 0 else down
            heads = math.inf if way.kind == "path" else max(width, 0.0) * specific
            through[a, b] = through.get((a, b), 0.0) + heads
    return [[through[z, other] for other in layout.neighbors[z]] for z in range(len(layout.zones))]
