"""The panes of the hot wash: what they are called, their keys by the names that a configuration file uses, and what each is for."""

PANE_TITLES = {
    "time": "Time",
    "said": "Said and done",
    "ratings": "Ratings",
    "split": "Alert and room",
    "what-if": "What if",
    "improve": "Improve",
}
PANE_KEYS = {
    "time": ["{wash.far_right} far", "{wash.first} {wash.last}"],
    "said": ["↑ ↓ Enter fill in"],
    "ratings": [
        "{wash.rate_p} {wash.rate_s} {wash.rate_m} {wash.rate_u} propose",
        "Enter settle",
        "{wash.evaluator} evaluator",
    ],
    "split": ["{wash.thousand} play 1,000", "{wash.halt} stop"],
    "what-if": ["↑ ↓ Enter play it"],
    "improve": ["{wash.improve} new", "Enter change"],
}
COMMON_KEYS = [
    "{wash.pane} panes", "{wash.report} report", "{wash.left} {wash.right} T+", "{wash.people} who is here", "Ctrl+Q leave",
    "{exercise.emergency} real", "{wash.help} help",
]  # fmt: skip
COMMON_HELP = (
    "Everywhere: {wash.pane}, {wash.left} {wash.right}, {wash.report} ends the exercise and shows the report, {wash.people} who is here, "
    "Ctrl+Q leaves, {exercise.emergency} for a real emergency."
)
PANE_HELP = {
    "time": "All arms: room (your decisions), autopilot (everybody modelled), twin (the other strategy, modelled). "
    "{wash.left} {wash.right} move the cursor. Under the chart: i inject, D decision, m mark.",
    "said": "Everything said and done. The chart's cursor follows. Enter fills in a mark, or the reason of a decision.",
    "ratings": "{wash.rate_p} {wash.rate_s} {wash.rate_m} {wash.rate_u} propose a rating for the line; Enter sets yours, or the only one, "
    "as final. {wash.evaluator} says who is rating.",
    "split": "1,000 other emergencies of this kind, played with your decisions: one play is luck, a thousand are not. They begin by "
    "themselves; {wash.halt} stops them, {wash.thousand} plays them.",
    "what-if": "Enter plays this emergency again with another answer to one question: same past, another line on the chart.",
    "improve": "{wash.improve} writes down an issue and what is to be done; capability, owner (a role or an office) and date may stay "
    "empty.",
}
LISTS = ("said", "ratings", "what-if", "improve")
"""Panes in which a line is highlighted."""
