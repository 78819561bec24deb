"""Published annual reports, read and checked without a database: ``gongkai check-report``."""
