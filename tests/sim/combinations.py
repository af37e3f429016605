"""Which scenario goes with which campus: each that makes sense opens and plays.

A threat, a false alarm, a heart that stops, somebody who is agitated, a weapon, a storm, a release and a hoax are possible everywhere. A
fire in a laboratory needs a laboratory, and the elementary school has none, and no child goes to the college. On campuses whose buildings
have panels of their own, it is a matter of the building where it burns.
"""

EVERYWHERE = ["large-high-school", "rural-k12", "small-college", "suburban-elementary"]
THREATS = ["active-assailant-class", "active-assailant-lunch", "active-assailant-passing"]
WITH_A_LABORATORY = ["large-high-school", "rural-k12", "small-college"]
WITH_CHILDREN = ["large-high-school", "rural-k12", "suburban-elementary"]
COMBINATIONS = [
    *(
        (scenario, campus)
        for scenario in [
            *(*THREATS, "cardiac-arrest", "false-alarm"),
            *("agitated-visitor", "weapon-seen", "tornado", "gas-inside", "release-outside"),
            *("swatting", "bomb-threat"),
        ]
        for campus in EVERYWHERE
    ),
    *(("laboratory-fire", campus) for campus in WITH_A_LABORATORY),
    *(("missing-student", campus) for campus in WITH_CHILDREN),
]
