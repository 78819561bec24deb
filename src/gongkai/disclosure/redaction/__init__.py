"""Partial disclosure (区分处理, 条例 art. 37): what may not go out is really gone from the file that does.

Pure work on PDF files, without a database: :mod:`source` takes a file in, :mod:`finding` proposes what to black
out, :mod:`rendition` makes the file that is handed over, :mod:`verify` checks it before anybody gets it.
"""
