"""What everything else stands on: errors, ids, clock, configuration, JSON and the words people read.

Imports nothing of ours.
"""
