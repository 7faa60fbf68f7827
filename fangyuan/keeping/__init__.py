"""How long things are kept: retention, legal holds above it, the export of a whole group.

Owns the tables of its migration 0018.
"""
