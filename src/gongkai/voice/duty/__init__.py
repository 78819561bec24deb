"""Duty (值班值守): roster, hand-over, log, events reported upward in time, their numbered reports, instructions."""
