"""The files of the tests' own school, each with commands that read it."""

FEW = "--replications 2 --input-pairs 0 --workers 1"
FEWER = {
    "compare": FEW,
    "rank": "--max-replications 20 --workers 1 --joint 1",
    "sweep": "--pairs 2 --workers 1",
    "sensitivity": "--trajectories 2 --points 8 --pairs 2 --workers 1",
}
"""By command: options that keep it short."""
DRILL = "drill our-active-assailant.yaml --exercise our-exercise.yaml --script our-script.yaml --no-others --journal new.journal"
PLAYED = {
    "our-active-assailant.yaml": (f"compare our-active-assailant.yaml {FEW}", "show our-active-assailant.yaml"),
    "our-cardiac-arrest.yaml": (f"compare our-cardiac-arrest.yaml {FEW}",),
    "our-laboratory-fire.yaml": (f"compare our-laboratory-fire.yaml {FEW}",),
    "our-false-alarm.yaml": (f"compare our-false-alarm.yaml {FEW}",),
    "our-campus.yaml": (
        f"compare our-laboratory-fire.yaml {FEW}",
        "show our-campus.yaml",
        "map our-campus.yaml --svg map.svg",
    ),
    "our-app.yaml": (f"compare our-active-assailant.yaml {FEW}", "show our-app.yaml"),
    "our-practice.yaml": (f"compare our-active-assailant.yaml {FEW}",),
    "our-exercise.yaml": (DRILL, "show our-exercise.yaml", "msel export our-exercise.yaml list.xlsx"),
    "our-script.yaml": (DRILL,),
    "our-names.yaml": (f"{DRILL} --names our-names.yaml",),
    "our-rules.yaml": ("show our-rules.yaml", "records check Ours --year 2026-27 --rules our-rules.yaml"),
    "our-program.yaml": ("show our-program.yaml", "training hours --program our-program.yaml"),
    "small.yaml": (f"compare small.yaml {FEW}", "show small.yaml"),
    "campuses/small-school.yaml": (f"compare small.yaml {FEW}", "map campuses/small-school.yaml"),
    "strategies/small-app.yaml": (f"compare small.yaml {FEW}",),
    "strategies/small-today.yaml": (f"compare small.yaml {FEW}",),
}
"""By the file: what plays it."""
CONFIGURATION = 'theme = "textual-light"\nascii = true\n[keys]\n"library.open" = "o"\n"drill.undo" = "f5,u"\n'
