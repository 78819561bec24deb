"""The law as code: pure, dated, tested. Knows no Django, no database and not what day it is."""
