"""The demo district and its year 2019, replayed through the verbs the staff use."""
