"""The screens, in the order in which an exercise goes through them."""
