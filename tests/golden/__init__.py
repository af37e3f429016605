"""Golden traces, and an oracle of everything else that the program computes."""
