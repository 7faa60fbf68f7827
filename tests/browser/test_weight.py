"""What the page loads before anybody has signed in: little, ours alone, and nothing of the encryption."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Request

from tests.kit.browser import Browsing, Language, words
from tests.kit.rig import Rig

LIMIT = 200_000  # bytes of compressed JavaScript
ENCRYPTION = re.compile(r"\.wasm|rust-crypto|crypto-wasm|crypto-store", re.IGNORECASE)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_signing_in_needs_little(works: Rig, browser: Browsing, language: Language) -> None:
    page = await browser.window(works, language=language)
    asked: list[Request] = []
    page.context.on("request", lambda request: asked.append(request))  # of workers too
    await page.goto("/")
    await page.get_by_role("button", name=words(language, "signin")["submit"], exact=True).wait_for()
    await page.wait_for_load_state("networkidle")
    sizes: dict[str, int] = {}
    for request in asked:
        answer = await request.response()
        if request.url.startswith("http") and answer is not None:
            is_script = "javascript" in (await answer.header_value("content-type") or "")
            if is_script:
                assert await answer.header_value("content-encoding") == "br", request.url
            sizes[request.url] = (await request.sizes())["responseBodySize"] if is_script else 0
    assert {urlsplit(url).netloc for url in sizes} == {urlsplit(works.base).netloc}
    assert [url for url in sizes if ENCRYPTION.search(url)] == []
    total = sum(sizes.values())
    print(f"{language}: {total} bytes of JavaScript")
    assert 50_000 < total <= LIMIT, sizes
