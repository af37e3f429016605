"""The planner's report of a comparison: a question, how it was answered, the answer, and what not to conclude."""
