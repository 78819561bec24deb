"""The annual statement of the government website (政府网站工作年度报表, 国办函〔2018〕12号)."""
