"""Simplified sliding sync: windows over the room list, and for each connection only what it was not told yet.

Owns the table `sliding_states`. `Sliding.serve` answers a request; MSC4186 with the extensions that clients use.
"""

from fangyuan.sync.sliding.connections import drop_old_connections
from fangyuan.sync.sliding.extensions import subscriptions
from fangyuan.sync.sliding.request import Body, Call, parse
from fangyuan.sync.sliding.serve import Sliding
from fangyuan.sync.sliding.state import Pos, parse_pos

__all__ = ["Body", "Call", "Pos", "Sliding", "drop_old_connections", "parse", "parse_pos", "subscriptions"]
