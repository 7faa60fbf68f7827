"""`make pictures`: the main pages of the web client, both languages, desk and phone, of the demonstration company.

Needs Debian's chromium. `--to` says where (docs/pictures/web), `--only today` which: whose name holds the word.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

ADDRESS = "127.0.0.1:8099"
PASSWORD = "fangyuan-demo"  # noqa: S105 - the demonstration's, printed by it
HOME = Path(__file__).parent.parent
SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 360, "height": 740}}
LANGUAGES = ("zh-CN", "en")
GROUP = "二厂工作群"
MOST_START_S = 180
MOST_WAIT_MS = 20_000


@dataclass(frozen=True)
class Picture:
    """`path` may hold `{group}`: the id of the department's group. Without a `person` nobody is signed in."""

    name: str
    path: str
    person: str = "duan.guoliang"
    writes: tuple[str, ...] = ()  # into the first fields of the page


PICTURES = (
    Picture("sign-in", "/", ""),
    Picture("today", "/today"),
    Picture("chats", "/chats", "zhou.yongqiang"),
    Picture("conversation", "/chats/{group}"),
    Picture("charter", "/chats/{group}?panel=charter"),
    Picture("found", "/found", "shen.huijun", ("二厂设备停机与保养的通知和协调。", "二厂设备群")),
    Picture("people", "/people", "shen.huijun"),
    Picture("census", "/admin/groups", "shen.huijun"),
    Picture("overview", "/admin", "cheng.yizhou"),
    Picture("audit", "/admin/audit", "cheng.yizhou"),
    Picture("settings", "/settings", "zhou.yongqiang"),
)


@contextlib.contextmanager
def demonstration(folder: str) -> Iterator[str]:
    """The address of a demonstration company that runs as long as the block."""
    command = [str(HOME / ".venv/bin/fangyuan"), "demo", "--data-dir", folder, "--listen", ADDRESS]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program
    assert process.stdout is not None
    try:
        began = time.monotonic()
        for line in process.stdout:  # it tells its story, then how to stop it
            if "Ctrl-C" in line:
                break
            if time.monotonic() - began > MOST_START_S:
                raise TimeoutError(f"the demonstration isn't up after {MOST_START_S} s")
        _answers(f"http://{ADDRESS}/_matrix/client/versions")
        yield f"http://{ADDRESS}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _answers(url: str) -> None:
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - our own address
        assert answer.status == 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=HOME / "docs/pictures/web")
    parser.add_argument("--only", default="")
    parser.add_argument("--dark", action="store_true")
    chosen = parser.parse_args()
    chosen.to.mkdir(parents=True, exist_ok=True)
    wanted = [picture for picture in PICTURES if chosen.only in picture.name]
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstration(folder) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--force-color-profile=srgb"]
        )
        for person in dict.fromkeys(picture.person for picture in wanted):
            for language in LANGUAGES:
                for size in SIZES:
                    of_person = [picture for picture in wanted if picture.person == person]
                    take(browser, address, person, language, size, of_person, chosen.to, dark=chosen.dark)
        browser.close()


def take(
    browser: Browser,
    address: str,
    person: str,
    language: str,
    size: str,
    pictures: list[Picture],
    folder: Path,
    *,
    dark: bool,
) -> None:
    """One person, one language, one width: signs in once and goes from page to page."""
    context = browser.new_context(
        viewport=SIZES[size],  # type: ignore[arg-type]
        locale=language,
        has_touch=size == "phone",
        color_scheme="dark" if dark else "light",
        device_scale_factor=1.5,
        service_workers="block",
    )
    page = context.new_page()
    page.set_default_timeout(MOST_WAIT_MS)
    page.goto(address)
    if person:
        sign_in(page, person)
    group = ""
    for picture in pictures:
        if "{group}" in picture.path and not group:
            group = find_group(page, address)
        page.goto(address + picture.path.format(group=group))
        settle(page)
        for number, words in enumerate(picture.writes):
            page.locator("main").get_by_role("textbox").nth(number).fill(words)
        if picture.writes:
            page.wait_for_timeout(2_500)  # the page thinks about it after a pause
            settle(page)
        file = folder / f"{picture.name}-{language}-{size}{'-dark' if dark else ''}.png"
        page.screenshot(path=file)
        shrink(file)
        sys.stdout.write(f"{file}\n")
    context.close()


def shrink(file: Path) -> None:
    """Two hundred colours are enough for pages of paper and ink, and a third of the bytes."""
    with Image.open(file) as picture:
        small = picture.convert("RGB").quantize(200, dither=Image.Dither.NONE)
    small.save(file, optimize=True)


def sign_in(page: Page, person: str) -> None:
    page.locator("input[autocomplete=username]").fill(person)
    page.locator("input[autocomplete=current-password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.get_by_role("navigation").first.wait_for()
    skip = page.get_by_role("button", name=re.compile("^(跳过|Skip)"))
    with contextlib.suppress(Exception):  # a tour greets who comes the first time only
        skip.click(timeout=6_000)


def find_group(page: Page, address: str) -> str:
    page.goto(f"{address}/chats")
    link = page.get_by_role("link", name=re.compile(f"^{GROUP}")).first
    link.wait_for()
    href = link.get_attribute("href") or ""
    return href.split("/chats/")[1].split("?")[0]


def settle(page: Page) -> None:
    """Until nothing says that it is loading."""
    page.wait_for_timeout(1_500)
    expect(page.locator("[class*=turning]")).to_have_count(0, timeout=MOST_WAIT_MS)
    page.wait_for_timeout(400)  # pictures come, and what fades in


if __name__ == "__main__":
    main()
