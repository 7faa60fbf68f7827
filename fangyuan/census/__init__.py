"""The register of all groups (群清册): should this group exist, is it still needed, who answers for it.

Owns the tables of its migrations 0013 and 0014.
"""
