import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import about from "./package.json" with { type: "json" };
import { licences, serviceWorker } from "./scripts/app.ts";

const house = process.env["FANGYUAN_HOUSE"] ?? "http://127.0.0.1:8008";

/** The house serves the built client at its own port; `npm run dev` asks a running house for everything else. */
export default defineConfig({
    plugins: [react(), serviceWorker(), licences()],
    define: { "import.meta.env.VITE_VERSION": JSON.stringify(about.version) },
    html: { cspNonce: "__CSP_NONCE__" },
    build: {
        outDir: "../fangyuan/http/webapp/dist",
        emptyOutDir: true,
        target: "es2023",
        assetsInlineLimit: 0, // the policy of the page allows no data: scripts or styles
        chunkSizeWarningLimit: 1200,
    },
    worker: {
        format: "es",
        // Else half of the Matrix SDK is in it, for a few lines of its that others import too.
        rolldownOptions: { treeshake: { moduleSideEffects: false } },
    },
    server: {
        host: "127.0.0.1",
        proxy: Object.fromEntries(["/_matrix", "/_fangyuan", "/.well-known"].map((path) => [path, { target: house }])),
    },
    test: {
        include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.ts"],
        environment: "node",
        testTimeout: 30_000, // a busy machine is no mistake
    },
});
