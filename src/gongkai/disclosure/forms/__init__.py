"""The forms of disclosure on request: the application, the acts upon it, the filter of the register."""
