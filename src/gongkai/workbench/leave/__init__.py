"""Leave on the screen: asking, answering, deciding, who is away, and the year's figures."""
