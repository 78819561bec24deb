"""市长热线（12345）: tickets from the call to the call-back."""
