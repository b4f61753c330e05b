"""Follows contests of a platform over the live API: the client in Python. Its guide is docs/clients/python.md.

`follow` is what an app needs. `Follower` does the same without a network, and `FollowedBoard` puts one board together from frames.
"""

from __future__ import annotations

from realtime.client.board import FollowedBoard
from realtime.client.follow import BoardRow, FollowedContest, follow
from realtime.client.follower import Follower
from realtime.client.freshness import Freshness, State

__all__ = ["BoardRow", "FollowedBoard", "FollowedContest", "Follower", "Freshness", "State", "follow"]
