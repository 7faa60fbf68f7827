"""The few errors of the house: a stable code, safe public words, and data for clients.

A domain raises one of these; `http.edge` maps it to a response in one place. The private cause, if there is
one, is chained with `raise … from` and reaches the log only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fangyuan.kernel.text import Language, text


class FangyuanError(Exception):
    """An expected failure. `errcode` is the Matrix error code, `status` the HTTP status it becomes.

    `key` and `params` name a text of `fangyuan.kernel.text`: the reader gets it in his language instead of
    `message`. Use it wherever a person, not a client's author, reads the error.
    """

    status = 400
    errcode = "M_UNKNOWN"

    def __init__(
        self,
        message: str,
        *,
        errcode: str | None = None,
        status: int | None = None,
        extra: dict[str, Any] | None = None,
        key: str | None = None,
        params: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.key = key
        self.params = params or {}
        if errcode is not None:
            self.errcode = errcode
        if status is not None:
            self.status = status
        self.extra = extra or {}
        # What remains to be written although the request failed (an audit row, a word to the person). The writer undoes
        # what failed and then calls this, with a transaction, in the same commit.
        self.afterwards: Callable[[Any], None] | None = None

    def say(self, language: Language) -> str:
        """The public words in the reader's language."""
        return text(self.key, language, **self.params) if self.key else self.message

    def body(self, language: Language) -> dict[str, Any]:
        """The JSON body of the response."""
        return {"errcode": self.errcode, "error": self.say(language), **self.extra}


class BadRequest(FangyuanError):
    """The request can't be understood or is not valid: 400."""


class BadJson(BadRequest):
    errcode = "M_BAD_JSON"


class NotJson(BadRequest):
    errcode = "M_NOT_JSON"


class MissingParam(BadRequest):
    errcode = "M_MISSING_PARAM"


class InvalidParam(BadRequest):
    errcode = "M_INVALID_PARAM"


class Unauthorized(FangyuanError):
    """No token or an unknown one: 401. `soft_logout` when the token has only expired."""

    status = 401
    errcode = "M_UNKNOWN_TOKEN"


class Forbidden(FangyuanError):
    status = 403
    errcode = "M_FORBIDDEN"


class NotFound(FangyuanError):
    status = 404
    errcode = "M_NOT_FOUND"


class Unrecognized(FangyuanError):
    status = 404
    errcode = "M_UNRECOGNIZED"


class Conflict(FangyuanError):
    """Somebody else was first, or the thing exists already: 409 unless the spec says 400."""

    status = 409


class TooLarge(FangyuanError):
    status = 413
    errcode = "M_TOO_LARGE"


class LimitExceeded(FangyuanError):
    """Too many requests; `retry_after_ms` says when to come back. Client-Server API §Rate limiting."""

    status = 429
    errcode = "M_LIMIT_EXCEEDED"

    def __init__(self, retry_after_ms: int) -> None:
        super().__init__("Too many requests", extra={"retry_after_ms": retry_after_ms})
        self.retry_after_ms = retry_after_ms


class AuthenticationRequired(FangyuanError):
    """User-Interactive Authentication goes on: 401 with flows and session. Client-Server API §UIA."""

    status = 401

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__("User-interactive authentication required", extra=body)

    def body(self, language: Language) -> dict[str, Any]:
        return dict(self.extra)
