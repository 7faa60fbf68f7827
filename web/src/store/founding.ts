/** Founding a group: what has been decided so far, what the house thinks of it, and doing it. */
import { ApiError } from "../api/errors.ts";
import { done, type Shape } from "../api/governance.ts";
import { ClientEvent } from "../api/matrix.ts";
import type { AudienceClause, Clause, Label } from "./charter.ts";
import { type AudienceChoice, type Named, NOBODY_YET, toAudience } from "./foundingAudience.ts";
import type { House } from "./house.ts";
import { refreshToday } from "./today.ts";

export type Assessment = Shape<"AssessmentView">;
export type Proposal = Shape<"ProposalView">;
export type AudiencePreview = Shape<"AudiencePreview">;
export type Kind = {
    readonly id: string;
    readonly name: Readonly<Record<string, string>>;
    readonly description: Readonly<Record<string, string>>;
    readonly typical_audience: Readonly<Record<string, string>>;
    readonly label: Label;
    readonly review_months: number;
    readonly clauses: readonly Clause[];
};

export const STEPS = ["purpose", "kind", "people", "rules"] as const;
export type Step = (typeof STEPS)[number];

/** What has been decided so far; kept in this browser, so that a reload loses nothing. */
export type Draft = {
    readonly step: Step;
    readonly name: string;
    readonly purpose: string;
    readonly kind: string | null;
    /** null: whoever founds it. */
    readonly owner: Named | null;
    readonly deputies: readonly Named[];
    readonly approvers: readonly Named[];
    readonly audience: AudienceChoice;
    /** null: as the kind has them. */
    readonly clauses: readonly Clause[] | null;
    readonly label: Label | null;
    readonly reviewDate: string;
    readonly override: string;
};

export const EMPTY: Draft = {
    step: "purpose",
    name: "",
    purpose: "",
    kind: null,
    owner: null,
    deputies: [],
    approvers: [],
    audience: NOBODY_YET,
    clauses: null,
    label: null,
    reviewDate: "",
    override: "",
};

const keyFor = (house: House, roomId: string): string => `fangyuan.founding ${house.userId} ${roomId}`;

/** What this browser keeps of an unfinished group; `roomId` of a draft that was made in another client, or ''. */
export function keptDraft(house: House, roomId: string): Draft {
    try {
        const kept: unknown = JSON.parse(localStorage.getItem(keyFor(house, roomId)) ?? "null");
        if (typeof kept === "object" && kept !== null) return { ...EMPTY, ...kept };
    } catch {
        // what can't be read is begun anew
    }
    return EMPTY;
}

export function keepDraft(house: House, roomId: string, draft: Draft | null): void {
    if (draft === null) localStorage.removeItem(keyFor(house, roomId));
    else localStorage.setItem(keyFor(house, roomId), JSON.stringify(draft));
}

/** How far one may go: each step needs what the ones before it decide. */
export function canLeave(draft: Draft, step: Step): boolean {
    if (step === "purpose") return draft.name.trim() !== "" && draft.purpose.trim() !== "";
    if (step === "kind") return draft.kind !== null;
    if (step === "people") return toAudience(draft.audience, "").include.length > 0;
    return true;
}

type Wish = Record<string, unknown>;

export function ownerOf(house: House, draft: Draft): string {
    return draft.owner?.id ?? house.userId;
}

/** The draft as the house takes it. */
export function wishOf(house: House, draft: Draft): Wish {
    const wish: Wish = {
        kind: draft.kind,
        name: draft.name.trim(),
        purpose: draft.purpose.trim(),
        owner: ownerOf(house, draft),
        audience: toAudience(draft.audience, ownerOf(house, draft)),
    };
    if (draft.deputies.length > 0) wish["deputies"] = draft.deputies.map(({ id }) => id);
    if (draft.approvers.length > 0) wish["approvers"] = draft.approvers.map(({ id }) => id);
    if (draft.clauses) wish["clauses"] = draft.clauses;
    if (draft.label) wish["label"] = draft.label;
    if (draft.reviewDate) wish["review_date"] = draft.reviewDate;
    if (draft.override.trim()) wish["override"] = { reason: draft.override.trim() };
    return wish;
}

export const kinds = (house: House) => ({
    queryKey: ["founding", "kinds"] as const,
    queryFn: async (): Promise<readonly Kind[]> => {
        const found = await done(house.api.GET("/_fangyuan/v1/kinds"));
        return found.kinds as unknown as Kind[];
    },
    staleTime: 3_600_000,
});

/** Who would be in, and why; of the reader's own group, unless another owns it. */
export const peopleIn = (
    house: House,
    choice: AudienceChoice,
    limit: number,
    owner = house.userId,
    deputies: readonly string[] = [],
) => {
    const audience = toAudience(choice, owner);
    return {
        queryKey: ["founding", "audience", audience, owner, deputies, limit] as const,
        queryFn: (): Promise<AudiencePreview> =>
            done(
                house.api.POST("/_fangyuan/v1/charters/audience", {
                    params: { query: { limit: String(limit) } },
                    body: { audience: audience as never, owner, deputies: [...deputies] },
                }),
            ),
        enabled: audience.include.length > 0,
    };
};

/** Should this group exist? Of what is decided so far; `kind` where none is yet. */
export const assessmentOf = (house: House, draft: Draft, kind: string | undefined) => {
    const owner = ownerOf(house, draft);
    const audience = toAudience(draft.audience, owner);
    const chosen = audience.include.length > 0 ? (draft.kind ?? kind) : kind; // without people, only the purpose counts
    const mine: AudienceClause = { type: "people", people: [owner] };
    const wish = {
        ...wishOf(house, { ...draft, override: "" }),
        kind: chosen,
        audience: audience.include.length > 0 ? audience : { include: [mine] },
    };
    return {
        queryKey: ["founding", "assessment", wish] as const,
        queryFn: (): Promise<Assessment> =>
            done(house.api.POST("/_fangyuan/v1/groups/proposals", { body: wish as never })),
        enabled: chosen !== undefined && canLeave(draft, "purpose"),
        retry: false,
    };
};

/** Whether there is enough of it to be read out by the house. */
export function canBeRead(draft: Draft): boolean {
    return draft.kind !== null && canLeave(draft, "purpose") && canLeave(draft, "people");
}

export type Founded =
    /** `isIn`: whether whoever founded it is in it, too; of another owner's group he may not be. */
    | { readonly at: "founded"; readonly roomId: string; readonly isIn: boolean }
    | { readonly at: "waiting"; readonly proposalId: string };

/** Founds the group, or asks for consent where it takes any; completes the draft `roomId`. Throws ApiError. */
export async function foundGroup(house: House, draft: Draft, roomId: string): Promise<Founded> {
    const founded = roomId ? await complete(house, draft, roomId) : await found(house, draft);
    keepDraft(house, roomId, null);
    await refreshToday(house);
    if (founded.at !== "founded") return founded;
    await arrival(house, founded.roomId);
    return { ...founded, isIn: house.matrix.getRoom(founded.roomId) !== null };
}

async function found(house: House, draft: Draft): Promise<Founded> {
    const made: unknown = await done(
        house.api.POST("/_fangyuan/v1/groups", { body: wishOf(house, draft) as never }) as never,
    );
    const answer = made as { room_id?: string; proposal_id?: string };
    if (answer.room_id) return { at: "founded", roomId: answer.room_id, isIn: true };
    return { at: "waiting", proposalId: answer.proposal_id ?? "" };
}

async function complete(house: House, draft: Draft, roomId: string): Promise<Founded> {
    const { override: _override, ...wish } = wishOf(house, draft);
    const params = { path: { roomId } };
    await done(house.api.PUT("/_fangyuan/v1/groups/{roomId}/charter", { params, body: wish as never }));
    return { at: "founded", roomId, isIn: true };
}

const PATIENCE_MS = 10_000;

/** Until the new group has come to this client, or long enough. */
function arrival(house: House, roomId: string): Promise<void> {
    if (house.matrix.getRoom(roomId)) return Promise.resolve();
    return new Promise((resolve) => {
        const end = (): void => {
            clearTimeout(timer);
            house.matrix.off(ClientEvent.Room, look);
            resolve();
        };
        const look = (): void => {
            if (house.matrix.getRoom(roomId)) end();
        };
        const timer = setTimeout(end, PATIENCE_MS);
        house.matrix.on(ClientEvent.Room, look);
    });
}

/** How a proposal stands. */
export const proposalOf = (house: House, proposalId: string) => ({
    queryKey: ["proposal", proposalId] as const,
    queryFn: (): Promise<Proposal> =>
        done(house.api.GET("/_fangyuan/v1/proposals/{proposalId}", { params: { path: { proposalId } } })),
    refetchInterval: 15_000,
});

/** Whether the house says that there is such a group already: then a reason is asked for. */
export function isSameGroup(error: unknown): boolean {
    return error instanceof ApiError && error.errcode === "FANGYUAN_GROUP_EXISTS";
}
