"""The annual report (政府信息公开工作年度报告): counted, written, reviewed, filed, put out, corrected."""
