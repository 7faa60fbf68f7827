"""Passwords and sign-in codes: pure functions, slow on purpose; the edge runs them in its pool of threads.

A password is kept as argon2id (OWASP profile: t=2, m=19 MiB, p=1). A sign-in code is made by us with 60 bits
of chance, so a fast hash is enough for it; it is valid as the password until the person sets one of his own.
"""

from __future__ import annotations

import hashlib
import hmac

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_CODE = "code:"
_OWASP = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# For tests only: config.passwords.cheap.
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
# Hashes of nothing, verified when there is nothing to verify, so that the answer takes as long.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
_NOBODY_CHEAP = (
    "$argon2id$v=19$m=8,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
)


def hash_password(password: str, *, cheap: bool = False) -> str:
    """How a password is stored."""
    return (_CHEAP if cheap else _OWASP).hash(password)


def hash_code(code: str) -> str:
    """How a sign-in code is stored. Case, spaces and dashes don't matter: people type it from paper."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return _CODE + hashlib.sha256(plain.encode()).hexdigest()


def is_code(password_hash: str | None) -> bool:
    """Whether the person still signs in with the code that he was given."""
    return password_hash is not None and password_hash.startswith(_CODE)


def verify_password(password_hash: str | None, password: str, *, cheap: bool = False) -> bool:
    """Whether this is the password or sign-in code; a wrong one takes as long even when nothing is stored."""
    if password_hash is None or is_code(password_hash):
        if password_hash is not None and hmac.compare_digest(hash_code(password), password_hash):
            return True
        _verify(_NOBODY_CHEAP if cheap else _NOBODY, password)
        return False
    return _verify(password_hash, password)


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _OWASP.verify(password_hash, password)
    except (Argon2Error, InvalidHashError):
        return False
