// Makes the icons of the installed app from public/icon.svg, with Chromium: `node scripts/icons.mjs`.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const pictures = fileURLToPath(new URL("../public/", import.meta.url));
const svg = readFileSync(join(pictures, "icon.svg"), "utf8");
const square = svg.replace(/ rx="14"/, ""); // systems cut the corners of maskable icons themselves
const folder = mkdtempSync(join(tmpdir(), "icons-"));

function draw(name, size, picture, part) {
    const page = join(folder, `${name}.html`);
    const inner = Math.round(size * part);
    const edge = (size - inner) / 2;
    const sized = picture.replace(
        "<svg ",
        `<svg width="${inner}" height="${inner}" style="position:absolute;left:${edge}px;top:${edge}px" `,
    );
    writeFileSync(page, `<body style="margin:0;background:${part < 1 ? "#1f4e8c" : "transparent"}">${sized}</body>`);
    execFileSync("chromium", [
        "--headless",
        "--no-sandbox",
        "--default-background-color=00000000",
        "--force-device-scale-factor=1",
        `--window-size=${size},${size}`,
        `--screenshot=${join(pictures, `${name}.png`)}`,
        `file://${page}`,
    ]);
}

draw("icon-192", 192, svg, 1);
draw("icon-512", 512, svg, 1);
draw("icon-maskable-512", 512, square, 0.8);
