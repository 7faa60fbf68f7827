"""Strikes, the ladder that they climb, slow mode and mutes of a person, appeals.

Owns the tables of its migration 0016. Pure rules and storage; who tells people of it is `groups`.
"""
