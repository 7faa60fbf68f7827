"""Publish and wait: who hears of a commit. `local` is one process; many processes will get a second module."""

from fangyuan.bus.local import Bus, Listener

__all__ = ["Bus", "Listener"]
