/** What the build adds to the app: its service worker, with the list of all files, and the licences of its parts. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";

const root = fileURLToPath(new URL("../", import.meta.url));

/** /sw.js, one file without imports: not every browser runs modules as service workers. */
export function serviceWorker(): Plugin {
    return {
        name: "fangyuan-service-worker",
        apply: "build",
        async generateBundle(_options, bundle) {
            const files = Object.keys(bundle)
                .filter((name) => name.startsWith("assets/") && !name.endsWith(".map"))
                .map((name) => `/${name}`)
                .sort();
            const made = await build({
                root,
                configFile: false,
                logLevel: "warn",
                define: {
                    __FILES__: JSON.stringify(files),
                    __BUILD__: JSON.stringify(createHash("sha256").update(files.join()).digest("hex").slice(0, 12)),
                },
                build: {
                    write: false,
                    target: "es2023",
                    lib: { entry: join(root, "src/sw.ts"), formats: ["iife"], name: "sw", fileName: () => "sw.js" },
                },
                publicDir: false,
            });
            const [output] = Array.isArray(made) ? made : [made];
            const code = output && "output" in output ? output.output[0].code : "";
            this.emitFile({ type: "asset", fileName: "sw.js", source: code });
        },
    };
}

/** /licences.txt: of everything that is part of the app. */
export function licences(): Plugin {
    return {
        name: "fangyuan-licences",
        apply: "build",
        generateBundle() {
            this.emitFile({ type: "asset", fileName: "licences.txt", source: collect() });
        },
    };
}

function collect(): string {
    const wanted = Object.keys(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).dependencies);
    const known = new Map<string, string>();
    for (let name = wanted.pop(); name; name = wanted.pop()) {
        const folder = join(root, "node_modules", name);
        if (known.has(name) || !existsSync(join(folder, "package.json"))) continue;
        const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
        const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
        const text = file ? readFileSync(join(folder, file), "utf8").trim() : "";
        known.set(name, `${name} ${about.version} (${about.license ?? ""})\n\n${text}\n`);
        wanted.push(...Object.keys(about.dependencies ?? {}));
    }
    const rule = `\n${"-".repeat(100)}\n\n`;
    return [...known.keys()]
        .sort()
        .map((name) => known.get(name))
        .join(rule);
}
