"""报送轮次: the office's own statistics forms, the rounds in which units fill them, and their sum."""
