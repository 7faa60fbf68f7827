// Beside each built text file its compressed forms, so that the server compresses nothing while it serves.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = fileURLToPath(new URL("../../fangyuan/http/webapp/dist/", import.meta.url));
const WORTH_IT = /\.(js|css|svg|wasm|webmanifest|json)$/;
const LARGE = 2_000_000; // bytes: the best brotli of the encryption's WebAssembly would take half a minute

for (const name of readdirSync(dist, { recursive: true })) {
    const path = join(dist, name);
    if (!WORTH_IT.test(name) || !statSync(path).isFile()) continue;
    const content = readFileSync(path);
    const quality = content.length > LARGE ? 9 : 11;
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
    writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }));
}
