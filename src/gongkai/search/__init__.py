"""Full-text search in Chinese over everything public."""
