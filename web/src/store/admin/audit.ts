/** The audit log: read page by page, checked as a chain, taken along as a file. */
import { errorOf } from "../../api/errors.ts";
import { done, type Shape } from "../../api/governance.ts";
import type { House } from "../house.ts";

export type AuditEntry = Shape<"fangyuan.http.governance.audit.Entry">;
export type Checked = Shape<"fangyuan.http.governance.audit.Checked">;
type AuditPage = Shape<"Page">;

/** Days are of the reader's time zone, YYYY-MM-DD; empty fields don't matter. */
export type AuditQuery = {
    readonly act: string;
    readonly actor: string;
    readonly subject: string;
    readonly since: string;
    readonly until: string;
};

export const ALL_ROWS: AuditQuery = { act: "", actor: "", subject: "", since: "", until: "" };

const DAY_MS = 86_400_000;

/** The query as the house reads it; the last day is meant as a whole. */
export function auditArguments(query: AuditQuery, server: string): Record<string, string> {
    const at = (day: string): number => new Date(`${day}T00:00`).getTime();
    const full = (account: string): string =>
        account === "" || account.startsWith("@") ? account : `@${account}:${server}`;
    const fields = {
        act: query.act,
        actor: full(query.actor),
        subject: query.subject.trim(),
        since: query.since && String(at(query.since)),
        until: query.until && String(at(query.until) + DAY_MS),
    };
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
}

const serverOf = (house: House): string => house.userId.slice(house.userId.indexOf(":") + 1);

/** Options of an infinite query, the newest row first. */
export function auditPages(house: House, query: AuditQuery) {
    return {
        queryKey: ["admin", "audit", query] as const,
        queryFn: ({ pageParam }: { pageParam: string }): Promise<AuditPage> => {
            const asked = {
                ...auditArguments(query, serverOf(house)),
                limit: "50",
                ...(pageParam && { from: pageParam }),
            };
            return done(house.api.GET("/_fangyuan/v1/audit", { params: { query: asked } }));
        },
        initialPageParam: "",
        getNextPageParam: (last: AuditPage): string | null => last.next ?? null,
    };
}

/** Checks the chain from the first row; `expect` is a hash that somebody noted down earlier. */
export function verifyChain(house: House, expect: string): Promise<Checked> {
    const query = expect.trim() === "" ? {} : { expect: expect.trim() };
    return done(house.api.GET("/_fangyuan/v1/audit/verify", { params: { query } }));
}

export async function exportAudit(house: House, query: AuditQuery): Promise<Blob> {
    const { response } = await house.api.GET("/_fangyuan/v1/audit/export", {
        params: { query: auditArguments(query, serverOf(house)) },
        parseAs: "stream",
    });
    if (!response.ok) throw await errorOf(response);
    return response.blob();
}

export type Detail = { readonly name: string; readonly before: string | undefined; readonly after: string | undefined };

/** What changed, field by field; for what is only added or only told, one side is undefined. */
export function detailsOf(details: unknown): { changes: Detail[]; reason: string } {
    const { before, after, reason, ...rest } = (details ?? {}) as Record<string, unknown>;
    const old = flat(before);
    const now = flat(after === undefined ? rest : after);
    const names = [...new Set([...old.keys(), ...now.keys()])];
    const changes = names
        .map((name) => ({ name, before: old.get(name), after: now.get(name) }))
        .filter((one) => one.before !== one.after);
    return { changes, reason: typeof reason === "string" ? reason : "" };
}

function flat(value: unknown): Map<string, string> {
    if (value === undefined || value === null) return new Map();
    if (typeof value !== "object" || Array.isArray(value)) return new Map([["", said(value)]]);
    return new Map(Object.entries(value).map(([name, part]) => [name, said(part)]));
}

function said(value: unknown): string {
    if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return value.join(", ");
    return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
