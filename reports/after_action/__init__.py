"""The after-action report and improvement plan of an exercise, after HSEEP: facts from its journal, blanks for judgments of people."""
