"""Everything that has a deadline (办件): number, clock, stage, history, letters, work list."""
