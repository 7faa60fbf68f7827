/** What waits for a decision of those who look after the company. */
import { done, type Shape } from "../../api/governance.ts";
import type { House } from "../house.ts";

export type Held = Shape<"HeldView">;
export type Appeal = Shape<"AppealView">;
export type Report = Shape<"ReportView">;
export type Proposal = Shape<"ProposalView">;
export type Contact = Shape<"Contact">;

/** Waiting for a decision, or decided. */
export type Which = "open" | "past";

export const QUEUES = ["admin", "queues"] as const;
const LOOKS_AGAIN_MS = 15_000;
const A_PAGE = "100";

function options<T>(name: string, which: Which, read: () => Promise<T[]>) {
    return { queryKey: [...QUEUES, name, which] as const, queryFn: read, refetchInterval: LOOKS_AGAIN_MS };
}

/** Messages held for an approver; those that wait for their time or their author, and the reader's own, are not among them. */
export function heldList(house: House, which: Which) {
    const query = { status: which === "open" ? "waiting" : "ended", limit: A_PAGE };
    return options("held", which, async () => {
        const { held } = await done(house.api.GET("/_fangyuan/v1/held", { params: { query } }));
        const isOwn = (one: Held): boolean => which === "open" && one.user_id === house.userId;
        return held.filter((one) => one.verdict === "hold" && !isOwn(one));
    });
}

export function appealList(house: House, which: Which) {
    const query = { status: which === "open" ? "open" : "decided", limit: A_PAGE };
    return options("appeals", which, async () => {
        return (await done(house.api.GET("/_fangyuan/v1/appeals", { params: { query } }))).appeals;
    });
}

export function reportList(house: House, which: Which) {
    const query = { status: which === "open" ? "open" : "resolved", limit: A_PAGE };
    return options("reports", which, async () => {
        return (await done(house.api.GET("/_fangyuan/v1/reports", { params: { query } }))).reports;
    });
}

export function proposalList(house: House, which: Which) {
    const query = { ...(which === "open" && { status: "pending" }), limit: A_PAGE };
    return options("proposals", which, async () => {
        const { proposals } = await done(house.api.GET("/_fangyuan/v1/proposals", { params: { query } }));
        return which === "open" ? proposals : proposals.filter((one) => one.status !== "pending");
    });
}

/** Who asks the reader himself; there is no list of past ones. */
export function contactList(house: House, which: Which) {
    return options("contacts", which, async () => {
        if (which === "past") return [];
        return (await done(house.api.GET("/_fangyuan/v1/reach/requests"))).requests;
    });
}

/** A report with what it is about. */
export function reportOf(house: House, reportId: number) {
    return {
        queryKey: [...QUEUES, "report", reportId] as const,
        queryFn: (): Promise<Report> =>
            done(
                house.api.GET("/_fangyuan/v1/reports/{reportId}", { params: { path: { reportId: String(reportId) } } }),
            ),
    };
}

async function decided(house: House, call: Promise<unknown>): Promise<void> {
    try {
        await call;
    } finally {
        await house.queries.invalidateQueries({ queryKey: QUEUES }); // somebody else may have been first
    }
}

export function decideHeld(house: House, heldId: number, outcome: "approved" | "refused", reason: string) {
    const params = { path: { heldId: String(heldId) } };
    const body = { outcome, reason };
    return decided(house, done(house.api.POST("/_fangyuan/v1/held/{heldId}/decision", { params, body })));
}

export function decideAppeal(house: House, appealId: number, outcome: "upheld" | "reversed", reason: string) {
    const params = { path: { appealId: String(appealId) } };
    const body = { outcome, reason };
    return decided(house, done(house.api.POST("/_fangyuan/v1/appeals/{appealId}/decision", { params, body })));
}

export function resolveReport(house: House, reportId: number, body: Shape<"Resolution">) {
    const params = { path: { reportId: String(reportId) } };
    return decided(house, done(house.api.POST("/_fangyuan/v1/reports/{reportId}/resolution", { params, body })));
}

export function decideProposal(house: House, proposalId: string, decision: "approve" | "refuse", reason: string) {
    const params = { path: { proposalId } };
    const body = { decision, reason };
    return decided(house, done(house.api.POST("/_fangyuan/v1/proposals/{proposalId}/decision", { params, body })));
}

export function answerContact(house: House, requestId: string, agrees: boolean) {
    const params = { path: { requestId } };
    const body = { agrees };
    return decided(house, done(house.api.POST("/_fangyuan/v1/reach/requests/{requestId}", { params, body })));
}

export type ContextLine = { readonly id: string; readonly sender: string; readonly text: string; readonly ts: number };

/** The messages around one, as lines; what isn't a message is left out. */
export function contextLines(context: unknown): ContextLine[] {
    if (!Array.isArray(context)) return [];
    return context.flatMap((event: unknown, at) => {
        const { sender, content, origin_server_ts, event_id } = (event ?? {}) as Record<string, unknown>;
        const text = textOf(content);
        if (typeof sender !== "string" || text === "") return [];
        return [{ id: String(event_id ?? at), sender, text, ts: Number(origin_server_ts ?? 0) }];
    });
}

/** What a message says: its words, or the name of its file. */
export function textOf(content: unknown): string {
    const body = (content as Record<string, unknown> | null)?.["body"];
    return typeof body === "string" ? body : "";
}
