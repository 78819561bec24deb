"""The public site: static publishing, public forms, open data."""
