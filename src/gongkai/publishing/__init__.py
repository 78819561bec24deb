"""Proactive disclosure (主动公开): columns, publications and their review."""
