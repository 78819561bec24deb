"""Data reporting (数据报送): figures, unit returns, roll-up, cross-checks, the annual report."""
