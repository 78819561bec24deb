"""Published annual reports of past years, one's own and of other governments: taken in, compared over time and place."""
