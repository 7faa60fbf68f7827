"""Fangyuan (方圆): a company messenger in which every group has a charter."""

__version__ = "0.1.0"
