"""政务舆情回应: what the public says to the district, and what it answers."""
