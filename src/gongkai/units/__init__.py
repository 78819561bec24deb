"""The district's organs, posts and staff, substitution, and versions of the working-day calendar."""
