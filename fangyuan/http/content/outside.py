"""Visiting addresses that people name, and never reaching what only the server can reach.

Each address that a name resolves to is judged, and the connection goes to a judged address: a name that resolves
otherwise a moment later gains nothing. Every redirect is judged anew.
"""

from __future__ import annotations

import zlib
from urllib.parse import urljoin, urlsplit, urlunsplit

import aiohttp
import msgspec

from fangyuan.kernel.addresses import names_private
from fangyuan.worker import PublicResolver

_MOST_REDIRECTS = 5
MOST_URL = 2_048
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; Fangyuan link preview)",
    "Accept": "text/html,application/xhtml+xml,image/*;q=0.8,*/*;q=0.5",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8",
    "Accept-Encoding": "identity",
}


class NoAnswerError(Exception):
    """The address can't be visited: not allowed, not there, too slow or too large. Nobody is told which."""


class Found(msgspec.Struct, frozen=True):
    """What lies at an address. `is_whole` is False when there was more than was allowed."""

    url: str
    content_type: str
    body: bytes
    is_whole: bool


def check_url(url: str) -> str:
    """The address without its fragment; NoAnswerError unless it is plain http or https."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as cause:
        raise NoAnswerError from cause
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or port == 0:
        raise NoAnswerError
    if len(url) > MOST_URL or any(ord(one) <= 32 for one in url):
        raise NoAnswerError
    return urlunsplit((parts.scheme, parts.netloc, parts.path, parts.query, ""))


class Visitor:
    """Makes requests to the outside. Open while it is used; `close` at the end."""

    def __init__(self, *, allow_private: bool, timeout_s: float) -> None:
        self._allow_private = allow_private
        self._timeout_s = timeout_s
        self._http: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            resolver = None if self._allow_private else PublicResolver()
            self._http = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False, limit=16),
                timeout=aiohttp.ClientTimeout(total=self._timeout_s),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=_HEADERS,
                auto_decompress=False,
                trust_env=False,
            )
        return self._http

    async def visit(self, url: str, most: int) -> Found:
        """What lies there, at most `most` bytes of it, after at most five redirects."""
        for _ in range(_MOST_REDIRECTS + 1):
            url = check_url(url)
            if not self._allow_private and names_private(urlsplit(url).hostname or ""):
                raise NoAnswerError
            try:
                async with self._session().get(url, allow_redirects=False) as answer:
                    if answer.status in (301, 302, 303, 307, 308):
                        url = urljoin(url, answer.headers.get("Location", ""))
                        continue
                    if answer.status != 200:
                        raise NoAnswerError
                    body = await _read(answer, most + 1)
                    content_type = answer.headers.get("Content-Type", "")
                    return Found(url, content_type, body[:most], len(body) <= most)
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError, zlib.error) as cause:
                raise NoAnswerError from cause
        raise NoAnswerError


async def _read(answer: aiohttp.ClientResponse, most: int) -> bytes:
    """At most so many bytes, also of what was compressed although nobody asked for that."""
    encoding = answer.headers.get("Content-Encoding", "identity").lower()
    if encoding not in ("identity", "", "gzip", "deflate"):
        raise NoAnswerError
    unpack = zlib.decompressobj(47) if encoding in ("gzip", "deflate") else None
    body = bytearray()
    async for chunk in answer.content.iter_chunked(65_536):
        body += unpack.decompress(chunk, most - len(body)) if unpack else chunk
        if len(body) >= most:
            break
    return bytes(body[:most])
