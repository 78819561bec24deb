"""Reading a message (来信): what it says, what is attached, what must be doubted. Pure: no database, no network.

Nothing here raises for what a message contains: whatever cannot be read is said in a warning, and the raw
message stays the evidence.
"""
