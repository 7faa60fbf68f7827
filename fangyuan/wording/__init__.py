"""What words are like: in one comparable form, on a list, an advert, an insult, much the same as others.

Pure and without tables: texts in, findings with their reasons out. Charters judge by it, proposals compare by it.
"""

from fangyuan.wording.finder import Context, Find, Finder, Severity, Word
from fangyuan.wording.han import typed
from fangyuan.wording.plain import plain

__all__ = ["Context", "Find", "Finder", "Severity", "Word", "plain", "typed"]
