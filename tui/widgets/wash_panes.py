"""The panes of the hot wash: what they are called, their keys, and what each is for."""

PANES = {
    "time": "Time",
    "said": "Said and done",
    "ratings": "Ratings",
    "split": "Alert and room",
    "what-if": "What if",
    "improve": "Improve",
}
KEYS = {
    "time": "Shift faster  Home End",
    "said": "↑ ↓ Enter fill in",
    "ratings": "P S M U propose  Enter settle  e evaluator",
    "split": "r play 1,000  Esc stop",
    "what-if": "↑ ↓ Enter play it",
    "improve": "n new  Enter change",
}
HELP = {
    "time": "All arms: room (your decisions), autopilot (everybody modelled), twin (staff not told). ← → move the cursor.",
    "said": "Everything said and done. The chart's cursor follows. Enter fills in a mark, or the reason of a decision.",
    "ratings": "P S M U propose a rating for the line; Enter sets yours, or the only one, as final. e says who is rating.",
    "split": "r plays 1,000 other emergencies of this kind with your decisions; Esc stops it. One play is luck; a thousand are not.",
    "what-if": "Enter plays this emergency again with another answer to one question: same past, another line on the chart.",
    "improve": "n writes down an issue and what is to be done; capability, owner (a role or an office) and date may stay empty.",
}
LISTS = ("said", "ratings", "what-if", "improve")
"""Panes in which a line is highlighted."""
