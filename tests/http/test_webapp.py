"""The web client at the house's own address: its page, its files, and nothing else of the disk."""

from __future__ import annotations

import asyncio
import gzip
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

from tests.kit.backend import Backend
from tests.kit.rig import Rig

PAGE = '<!doctype html><style nonce="__CSP_NONCE__"></style><div id="root">'
SCRIPT = "console.log('方圆');\n" * 200
WASM = os.urandom(3_000_000)
FOREVER = "public, max-age=31536000, immutable"
# Whatever else a browser sends, `br` needs no decoder here: these are the bytes as they come.
BROTLI = b"these bytes stand for brotli"


@dataclass
class Got:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def type(self) -> str:
        return self.headers["content-type"].partition(";")[0]


class Browser:
    """Asks for paths exactly as they are written, and decodes nothing."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig

    async def ask(self, method: str, path: str, **headers: str) -> Got:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        async with (
            aiohttp.ClientSession(auto_decompress=False) as http,
            http.request(
                method,
                URL(self.rig.base + path, encoded=True),
                headers=sent,
                skip_auto_headers=["Accept-Encoding"],
            ) as answer,
        ):
            got = {name.lower(): value for name, value in answer.headers.items()}
            return Got(answer.status, got, await answer.read())

    async def get(self, path: str, **headers: str) -> Got:
        return await self.ask("GET", path, **headers)

    async def raw(self, target: bytes) -> bytes:
        """The status line for a request target that no library would send."""
        host, port = self.rig.base.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = await reader.read()
        writer.close()
        return answer


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    around = tmp_path_factory.mktemp("web")
    (around / "secret.txt").write_text("secret")
    dist = around / "dist"
    (dist / "assets").mkdir(parents=True)
    files: dict[str, bytes] = {
        "index.html": PAGE.encode(),
        "index.html.gz": gzip.compress(PAGE.encode()),
        "assets/app-B3x_9.js": SCRIPT.encode(),
        "assets/app-B3x_9.js.br": BROTLI,
        "assets/app-B3x_9.js.gz": gzip.compress(SCRIPT.encode()),
        "assets/app-B3x_9.css": b"body{}",
        "assets/crypto-Q1.wasm": WASM,
        "assets/crypto-Q1.wasm.gz": gzip.compress(WASM),
        "assets/han-1.woff2": b"wOF2",
        "assets/data-1.json": b"{}",
        "sw.js": b"self.skipWaiting()",
        "manifest.webmanifest": b"{}",
        "icon.svg": b"<svg/>",
        "icon-192.png": b"\x89PNG",
        "only.gz": b"an archive of its own",
    }
    for name, data in files.items():
        (dist / name).write_bytes(data)
    (dist / "leak.txt").symlink_to("no such file")
    return dist


@pytest.fixture(scope="module")
def _served(backend: Backend, tmp_path_factory: pytest.TempPathFactory, built: Path) -> Iterator[Rig]:
    opened = Rig(backend, tmp_path_factory.mktemp("rig"), built)
    yield opened
    opened.close()


@pytest.fixture
def browser(_served: Rig) -> Browser:
    return Browser(_served)


def nonces(got: Got) -> set[str]:
    in_page = set(re.findall(r'nonce="([^"]+)"', got.body.decode()))
    in_policy = set(re.findall(r"'nonce-([^']+)'", got.headers["content-security-policy"]))
    assert in_page == in_policy
    return in_policy


# -- the page ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?login=1",
        "/index.html",
        "/groups",
        "/groups/!abc:factory.cn/charter",
        "/people/@li.gong:factory.cn",
        "/people/li.wei",
        "/people/%40li.gong%3Afactory.cn",
        "/%E7%BE%A4",
        "/_matrixes",
        "/groups/",
        "//",
    ],
)
async def test_the_page_is_at_every_path_of_the_app(browser: Browser, path: str) -> None:
    got = await browser.get(path, Accept_Encoding="gzip, br")
    assert (got.status, got.type) == (200, "text/html")
    assert b'<div id="root">' in got.body
    assert b"__CSP_NONCE__" not in got.body
    assert got.headers["cache-control"] == "no-cache"
    assert got.headers.keys().isdisjoint({"etag", "content-encoding", "access-control-allow-origin"})


async def test_each_answer_has_a_nonce_of_its_own(browser: Browser) -> None:
    seen = [nonces(await browser.get("/")) for _ in range(5)]
    assert all(len(one) == 1 and len(min(one)) >= 22 for one in seen)
    assert len(set[str]().union(*seen)) == 5


async def test_the_page_may_do_what_it_needs_and_nothing_else(browser: Browser) -> None:
    got = await browser.get("/")
    [nonce] = nonces(got)
    assert got.headers["content-security-policy"].split("; ") == [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        f"style-src 'self' 'nonce-{nonce}'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "frame-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types fangyuan fangyuan-inert dompurify",
    ]
    permissions = got.headers["permissions-policy"].split(", ")
    assert {"camera=(self)", "microphone=(self)", "geolocation=()"} <= set(permissions)
    expected = {
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "cross-origin-opener-policy": "same-origin",
        "x-frame-options": "DENY",
    }
    assert expected.items() <= got.headers.items()


async def test_head_says_what_get_would(browser: Browser) -> None:
    for path in ("/", "/groups", "/assets/app-B3x_9.js", "/assets/crypto-Q1.wasm", "/missing.js"):
        head, got = await browser.ask("HEAD", path), await browser.get(path)
        assert head.body == b""
        assert head.status == got.status
        assert head.headers["content-length"] == str(len(got.body))
        for name in ("content-type", "cache-control", "etag"):
            assert head.headers.get(name) == got.headers.get(name)


# -- files -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("assets/app-B3x_9.js", "text/javascript"),
        ("assets/app-B3x_9.css", "text/css"),
        ("assets/crypto-Q1.wasm", "application/wasm"),
        ("assets/han-1.woff2", "font/woff2"),
        ("assets/data-1.json", "application/json"),
        ("sw.js", "text/javascript"),
        ("manifest.webmanifest", "application/manifest+json"),
        ("icon.svg", "image/svg+xml"),
        ("icon-192.png", "image/png"),
        ("only.gz", "application/octet-stream"),
    ],
)
async def test_a_file_is_what_wasbuilt(browser: Browser, built: Path, name: str, content_type: str) -> None:
    got = await browser.get(f"/{name}")
    assert (got.status, got.type) == (200, content_type)
    assert got.body == (built / name).read_bytes()
    assert got.headers["cache-control"] == (FOREVER if name.startswith("assets/") else "no-cache")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in got.headers
    again = await browser.get(f"/{name}", If_None_Match=got.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == got.headers["etag"]
    assert again.headers["cache-control"] == got.headers["cache-control"]
    assert (await browser.get(f"/{name}", If_None_Match='"another"')).status == 200
    assert (await browser.get(f"/{name}", If_None_Match=f'"x", W/{got.headers["etag"]}')).status == 304


async def test_a_worker_may_no_more_than_the_page(browser: Browser) -> None:
    for path in ("/sw.js", "/assets/app-B3x_9.js"):
        policy = (await browser.get(path)).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "connect-src 'self'" in policy
        assert "nonce" not in policy


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("*", "br"),
        ("*;q=0.5, br;q=0", "gzip"),
        ("identity", ""),
        ("br;q=nonsense", ""),
        ("", ""),
    ],
)
async def test_the_best_encoding_that_is_taken(browser: Browser, accepted: str, encoding: str) -> None:
    got = await browser.get("/assets/app-B3x_9.js", Accept_Encoding=accepted)
    assert got.headers.get("content-encoding", "") == encoding
    assert got.headers["vary"] == "Accept-Encoding"
    assert got.type == "text/javascript"
    plain = {"": got.body, "br": SCRIPT.encode(), "gzip": b""}[encoding]
    assert (gzip.decompress(got.body) if encoding == "gzip" else plain) == SCRIPT.encode()
    assert got.body == BROTLI or encoding != "br"


async def test_encodings_have_tags_of_their_own(browser: Browser) -> None:
    path = "/assets/app-B3x_9.js"
    tags = {
        (await browser.get(path, Accept_Encoding=one)).headers["etag"] for one in ("br", "gzip", "identity")
    }
    assert len(tags) == 3
    for tag in tags:
        answers = [
            await browser.get(path, Accept_Encoding=one, If_None_Match=tag) for one in ("br", "gzip", "")
        ]
        assert sorted(answer.status for answer in answers) == [200, 200, 304]
    large = await browser.get("/assets/crypto-Q1.wasm", Accept_Encoding="gzip")
    assert gzip.decompress(large.body) == WASM


async def test_what_is_not_there_is_plainly_not_there(browser: Browser) -> None:
    for path in (
        "/assets/app-older.js",
        "/assets/nothing",
        "/assets/",
        "/favicon.ico",
        "/robots.txt",
        "/.env",
        "/groups/app.js",
        "/assets/app-B3x_9.js.br",
        "/index.html.gz",
        "/assets/app-B3x_9.JS",
    ):
        got = await browser.get(path)
        assert (got.status, got.type, got.body) == (404, "text/plain", b"Not found\n"), path


@pytest.mark.parametrize(
    "target",
    [
        b"/../secret.txt",
        b"/assets/../../secret.txt",
        b"/%2e%2e/secret.txt",
        b"/%2e%2e%2fsecret.txt",
        b"/..%2fsecret.txt",
        b"/assets/..%2f..%2fsecret.txt",
        b"/assets/%2e%2e/%2e%2e/secret.txt",
        b"/..%5csecret.txt",
        b"/..\\secret.txt",
        b"/%252e%252e/secret.txt",
        b"//secret.txt",
        b"/leak.txt",
        b"/sw.js%00.png",
        b"/%c0%ae%c0%ae/secret.txt",
        b"/....//secret.txt",
    ],
)
async def test_no_path_leads_out_of_the_folder(browser: Browser, target: bytes) -> None:
    answer = await browser.raw(target)
    assert answer.startswith((b"HTTP/1.1 404 ", b"HTTP/1.1 400 ")), answer[:300]
    assert b"secret\n" not in answer.replace(b"Not found", b"")
    assert not answer.endswith(b"secret")


async def test_directories_are_no_files(browser: Browser) -> None:
    for target in (b"/..", b"/%2e%2e", b"/assets/%2e%2e", b"/assets/..", b"/./"):
        assert (await browser.raw(target)).startswith(b"HTTP/1.1 404 "), target


# -- beside the API ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/_matrix",
        "/_matrix/",
        "/_matrix/client/v3/nonsense",
        "/_matrix/client/v3/app.js",
        "/_matrix/federation/v1/version",
        "/_fangyuan/v1/nonsense",
        "/_fangyuan",
        "/_synapse/admin/v9/nonsense",
        "/.well-known/nonsense",
        "/.well-known/matrix/server",
        "/%5Fmatrix/client/v3/nonsense",
        "//_matrix/client/v3/nonsense",
    ],
)
async def test_the_api_answers_for_its_own_paths(browser: Browser, path: str) -> None:
    got = await browser.get(path)
    assert (got.status, got.type) == (404, "application/json")
    assert b"M_UNRECOGNIZED" in got.body
    assert got.headers["access-control-allow-origin"] == "*"


async def test_the_api_is_as_it_was(browser: Browser) -> None:
    got = await browser.get("/_matrix/client/versions")
    assert (got.status, got.type) == (200, "application/json")
    assert got.headers["access-control-allow-origin"] == "*"
    assert "content-security-policy" not in got.headers
    assert (await browser.get("/_fangyuan/v1/openapi.json")).status == 200
    assert (await browser.get("/.well-known/matrix/client")).type == "application/json"
    wrong_method = await browser.get("/_matrix/client/v3/login/get_token")
    assert b"M_" in wrong_method.body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_only_reading_is_answered_by_the_app(browser: Browser, method: str) -> None:
    for path in ("/", "/groups", "/sw.js"):
        got = await browser.ask(method, path)
        assert (got.status, got.type) == (404, "application/json")
        assert b"M_UNRECOGNIZED" in got.body


async def test_files_of_messages_are_there_for_the_page(browser: Browser) -> None:
    """The page fetches them with its token and shows them as blobs; their own policy holds where one is opened."""
    alice = await browser.rig.user("alice")
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {alice.token}"}) as http:
        uploaded = await http.post(
            browser.rig.base + "/_matrix/media/v3/upload?filename=a.png",
            data=b"\x89PNG\r\n\x1a\n",
            headers={"Content-Type": "image/png"},
        )
        uri: str = (await uploaded.json())["content_uri"]
        url = f"{browser.rig.base}/_matrix/client/v1/media/download/{uri.removeprefix('mxc://')}"
        async with http.get(url) as answer:
            assert (answer.status, await answer.read()) == (200, b"\x89PNG\r\n\x1a\n")
            assert answer.headers["Content-Type"] == "image/png"
            assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
            assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            etag = answer.headers["ETag"]
        async with http.get(url, headers={"If-None-Match": etag}) as answer:
            assert answer.status == 304


# -- without a build ---------------------------------------------------------------------------------------------------


async def test_without_a_build_the_house_says_how_to_make_one(rig: Rig, tmp_path: Path) -> None:
    rig.web_folder = tmp_path / "nowhere"
    await rig.restart()
    browser = Browser(rig)
    got = await browser.get("/")
    assert (got.status, got.type) == (200, "text/plain")
    assert "make setup" in got.body.decode()
    assert re.search(r"[\u4e00-\u9fff]", got.body.decode())
    for path in ("/groups", "/sw.js", "/_matrix/client/v3/nonsense"):
        got = await browser.get(path)
        assert (got.status, got.type) == (404, "application/json")
    assert (await browser.get("/_matrix/client/versions")).status == 200


async def test_a_large_file_that_is_gone_is_not_found(rig: Rig, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "large.wasm").write_bytes(WASM)
    rig.web_folder = tmp_path
    await rig.restart()
    browser = Browser(rig)
    assert (await browser.get("/large.wasm")).body == WASM
    (tmp_path / "large.wasm").unlink()
    assert (await browser.get("/large.wasm")).status == 404
