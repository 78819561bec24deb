"""The verbs of warnings and notices: taking signals in, keeping people, sending, receipts, calling."""
