"""Who may find, see, mention and write to whom: visibility, the guard of levels, protected offices, guests.

Owns the tables of its migration 0017; its changes take positions only where a client must hear of them.
"""
