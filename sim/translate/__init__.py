"""Turns the processes of the model, as they are written for SimPy, into functions of numbers alone."""
