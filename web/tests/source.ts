/** The source as the tests of the house see it. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

export const root = fileURLToPath(new URL("../src/", import.meta.url));

/** Paths below src/ of our own modules: no tests, nothing that is generated. */
export function modules(): string[] {
    return readdirSync(root, { recursive: true, encoding: "utf8" })
        .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && name !== join("api", "schema.ts"))
        .sort();
}

const parsed = new Map<string, ts.SourceFile>();

export function parse(name: string): ts.SourceFile {
    let found = parsed.get(name);
    if (!found) {
        found = read(name);
        parsed.set(name, found);
    }
    return found;
}

function read(name: string): ts.SourceFile {
    const text = readFileSync(join(root, name), "utf8");
    return ts.createSourceFile(
        name,
        text,
        ts.ScriptTarget.Latest,
        true,
        name.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
    );
}

export function* walk(node: ts.Node): Generator<ts.Node> {
    yield node;
    for (const child of node.getChildren()) yield* walk(child);
}

/** What a module imports: our own modules by their path below src/, others by their name. */
export function imports(name: string): string[] {
    const found: string[] = [];
    for (const node of walk(parse(name))) {
        const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
        const specifier =
            ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
                ? node.moduleSpecifier
                : isDynamic
                  ? node.arguments[0]
                  : undefined;
        if (!specifier || !ts.isStringLiteral(specifier)) continue;
        const to = specifier.text;
        found.push(to.startsWith(".") ? relative(root, fileURLToPath(new URL(to, `file://${root}${name}`))) : to);
    }
    return found;
}

export function place(file: ts.SourceFile, node: ts.Node): string {
    return `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}
