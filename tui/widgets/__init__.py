"""Panes that screens are made of. Each draws what it is given; none decides anything."""
