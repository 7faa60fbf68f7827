/** Bringing a table of people in: the file becomes a plan; the plan that was approved is applied as a whole. */
import { done, type Shape } from "../../api/governance.ts";
import type { House } from "../house.ts";

export type ImportPlan = Shape<"PlanView">;
export type ImportProblem = Shape<"ProblemView">;
export type PersonChange = Shape<"ChangeView">;
export type Applied = Shape<"AppliedView">;

export type ImportOptions = {
    /** The file is the whole company: whoever isn't in it leaves. */
    readonly isFull: boolean;
    /** The ranks from now on, the top first, as somebody wrote them. */
    readonly ranks: string;
};

function queryOf(file: File, options: ImportOptions) {
    const ranks = options.ranks
        .split(/[,，、\n]/)
        .map((name) => name.trim())
        .filter(Boolean)
        .join(",");
    return { filename: file.name, ...(options.isFull && { full: "true" }), ...(ranks && { ranks }) };
}

const asFile = {
    headers: { "Content-Type": "application/octet-stream" },
    bodySerializer: (body: unknown) => body as Blob,
};

/** What importing the file would do; nothing is changed. */
export function planImport(house: House, file: File, options: ImportOptions): Promise<ImportPlan> {
    const query = queryOf(file, options);
    return done(house.api.POST("/_fangyuan/v1/directory/imports", { params: { query }, body: file, ...asFile }));
}

/** Does what the plan says, all of it or nothing. */
export async function applyImport(
    house: House,
    file: File,
    options: ImportOptions,
    wish: { fingerprint: string; withCodes: boolean; reason: string },
): Promise<Applied> {
    const query = {
        ...queryOf(file, options),
        fingerprint: wish.fingerprint,
        ...(wish.withCodes && { codes: "true" }),
        ...(wish.reason && { reason: wish.reason }),
    };
    const applied = await done(
        house.api.POST("/_fangyuan/v1/directory/imports/apply", { params: { query }, body: file, ...asFile }),
    );
    await house.queries.invalidateQueries();
    return applied;
}

/** The sign-in codes as a table that a spreadsheet opens with its Chinese intact. */
export function codesFile(codes: Readonly<Record<string, string>>, head: readonly [string, string]): Blob {
    const lines = [head, ...Object.entries(codes)].map((cells) => cells.map(quoted).join(","));
    return new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" });
}

/** A cell of a CSV file; nothing that a spreadsheet would take for a formula. */
export function quoted(cell: string): string {
    const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
