"""What a page must be for everybody: nothing sideways, things large enough for a thumb, the focus never lost.

Each gives a list of complaints, one line for each, empty when all is well.
"""

from __future__ import annotations

from playwright.async_api import Page

from tests.kit.browser import axe

_SIDEWAYS = """() => {
    const root = document.scrollingElement;
    if (root.scrollWidth <= innerWidth) return [];
    const wide = [...document.body.querySelectorAll("*")]
        .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
        .map((one) => `${one.tagName} ${one.className} ${(one.textContent ?? "").slice(0, 30)}`);
    return [`${root.scrollWidth} px wide: ${wide.slice(0, 5).join(" | ")}`];
}"""

# A link inside running text is as high as its line: WCAG 2.5.8 excepts it, and so do we.
_SMALL = """(least) => {
    const found = [];
    const isClipped = (one) => {
        for (let at = one; at; at = at.parentElement) if (getComputedStyle(at).clipPath !== "none") return true;
        return false;
    };
    const isCut = (one, box) => {  // half scrolled away
        for (let at = one.parentElement; at; at = at.parentElement) {
            if (getComputedStyle(at).overflowY === "visible") continue;
            const frame = at.getBoundingClientRect();
            if (box.top - 3 < frame.top || box.bottom + 3 > frame.bottom) return true;
        }
        return false;
    };
    const wanted = "a[href], button, input, select, textarea, summary, [role=button], [role=tab], [role=menuitem], " +
        "[role=option], [role=switch], [role=checkbox], [role=radio], [role=treeitem]";
    for (const one of document.querySelectorAll(wanted)) {
        const target = one.matches("input[type=checkbox], input[type=radio], input[type=file], [role=switch]")
            ? (one.closest("label") ?? one) : one;
        if (one.disabled || one.ariaDisabled === "true" || one.closest("[inert], [aria-hidden=true]")) continue;
        if (!target.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
        if (isClipped(target) || (one.matches("a") && getComputedStyle(target).display === "inline")) continue;
        const box = target.getBoundingClientRect();
        if (box.width === 0 || box.height === 0) continue;
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        const isInside = x > 0 && y > 0 && x < innerWidth && y < innerHeight;
        if (!isInside || isCut(target, box)) continue;
        const isHit = (dx, dy) => {
            const hit = document.elementFromPoint(x + dx, y + dy);
            return hit !== null && (target.contains(hit) || hit.closest("label")?.contains(one));
        };
        if (!isHit(0, 0)) continue;  // under something else
        const half = least / 2 - 1;
        const isWide = box.width >= least - 0.5 || (isHit(-half, 0) && isHit(half, 0));
        const isHigh = box.height >= least - 0.5 || (isHit(0, -half) && isHit(0, half));
        if (isWide && isHigh) continue;
        const name = one.ariaLabel ?? one.textContent ?? "";
        found.push(`${one.tagName.toLowerCase()} "${name.trim().slice(0, 30)}" ${target.className}: ` +
            `${Math.round(box.width)} x ${Math.round(box.height)}`);
    }
    return found;
}"""

# Run after each Tab. What has the focus must look otherwise than without it: itself, or what it stands in.
_FOCUSED = """() => {
    const looks = (one) => {
        const parts = [];
        for (let at = one, level = 0; at && level < 4; at = at.parentElement, level += 1) {
            const s = getComputedStyle(at);
            parts.push(s.outlineStyle === "none" ? "" : s.outline, s.boxShadow, s.borderColor, s.backgroundColor);
        }
        return parts.join(";");
    };
    const complaints = [];
    const before = window.__focused;
    const now = document.activeElement;
    const name = (one) => (one.ariaLabel ?? one.textContent ?? "").trim().slice(0, 30);
    const describe = (one) => `${one.tagName.toLowerCase()} "${name(one)}" ${one.className}`;
    // Inside the same frame, which shows that one of its parts has the focus, the caret is what is seen.
    const isBeside = before?.element.matches("input, textarea") && before.element.parentElement.contains(now);
    if (before?.element.isConnected && before.element !== now && !before.element.contains(now) && !isBeside
        && looks(before.element) === before.looks) {
        complaints.push(`the focus isn't seen on ${describe(before.element)}`);
    }
    window.__focused = undefined;
    if (!now || now === document.body || now === document.documentElement) return { at: null, complaints };
    const box = now.getBoundingClientRect();
    const isSeen = box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0
        && box.left < innerWidth && box.top < innerHeight;
    if (!isSeen) complaints.push(`the focus is outside of what is seen: ${describe(now)}`);
    window.__focused = before?.element === now ? before : { element: now, looks: looks(now) };  // first of its parts
    window.__numbers ??= new WeakMap();
    if (!window.__numbers.has(now)) window.__numbers.set(now, (window.__count = (window.__count ?? 0) + 1));
    const hasParts = now.matches("input[type=date], input[type=time], input[type=datetime-local], input[type=month]");
    return { at: window.__numbers.get(now), complaints, hasParts };
}"""
MOST_TABS = 150


async def settled(page: Page) -> None:
    """Until there is something to see, and nothing turns any more."""
    await page.wait_for_function(
        """() => document.querySelector("main")?.innerText.trim() && !document.querySelector("[class*=turning]")"""
    )
    await page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


async def sideways(page: Page) -> list[str]:
    """What makes the page wider than the window."""
    return await page.evaluate(_SIDEWAYS)


async def small(page: Page, least: int = 44) -> list[str]:
    """What is pressed and is lower or narrower than `least` pixels; not links inside running text."""
    return await page.evaluate(_SMALL, least)


async def both_themes(page: Page) -> list[str]:
    """What axe finds, by day and by night."""
    await page.emulate_media(color_scheme="light")
    found = await axe(page)
    await page.emulate_media(color_scheme="dark")
    found += [f"dark: {line}" for line in await axe(page, only=["color-contrast"])]
    await page.emulate_media(color_scheme="light")
    return found


async def tabbing(page: Page) -> list[str]:
    """Tabs through the whole page: the focus is always somewhere, always seen, and comes out at the end."""
    complaints: list[str] = []
    seen: list[int] = []
    await page.evaluate("document.activeElement?.blur?.()")
    for _ in range(MOST_TABS):
        await page.keyboard.press("Tab")
        found = await page.evaluate(_FOCUSED)
        complaints += found["complaints"]
        at: int | None = found["at"]
        if at is None or (seen and at == seen[0]):
            return complaints
        if seen and at == seen[-1] and found["hasParts"]:  # year, month, day
            continue
        if at in seen:
            return [*complaints, f"the focus goes round in a part of the page: {at} of {seen}"]
        seen.append(at)
    return [*complaints, f"the focus isn't out after {MOST_TABS} tabs"]
