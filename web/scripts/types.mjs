// Writes src/api/schema.ts: the types of the house's own API, from its OpenAPI document (standard input).
//   fangyuan openapi | npm run types            writes the file
//   fangyuan openapi | npm run types -- --check fails where the file is not what it would write
import { readFileSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import openapiTS, { astToString } from "openapi-typescript";

const file = new URL("../src/api/schema.ts", import.meta.url);
const document = JSON.parse(await text(process.stdin));
const head = "// Made by `npm run types` from the house's OpenAPI document. Not to be edited.\n\n";
const made = head + astToString(await openapiTS(document));
if (!process.argv.includes("--check")) {
    writeFileSync(file, made);
} else if (readFileSync(file, "utf8") !== made) {
    console.error("src/api/schema.ts is not what the server describes: fangyuan openapi | npm run types");
    process.exit(1);
}
