"""Watched opinion from outside (舆情来源): feeds that are read, a monitoring service that pushes."""
