"""Alembic migrations, from the first table on. Files are `NNNN_what.py`; the number is the revision."""
