"""gongkai (公开): the integrated government-openness platform of a Chinese district."""
