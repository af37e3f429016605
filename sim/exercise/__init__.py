"""Tabletop exercises: an emergency in three arms, conducted by a facilitator, with every event in a journal."""
