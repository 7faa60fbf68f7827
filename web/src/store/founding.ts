/** Founding a group: what has been decided so far, what the house thinks of it, and doing it. */
import { ApiError } from "../api/errors.ts";
import { done, type Shape } from "../api/governance.ts";
import { ClientEvent } from "../api/matrix.ts";
import type { AudienceClause, Clause, Label } from "./charter.ts";
import { type AudienceChoice, NOBODY_YET, toAudience } from "./foundingAudience.ts";
import type { House } from "./house.ts";
import { refreshToday } from "./today.ts";

export type Colleague = Shape<"PersonView">;
export type Department = Shape<"DepartmentView">;
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

/** The draft as the house takes it. */
export function wishOf(house: House, draft: Draft): Wish {
    const wish: Wish = {
        kind: draft.kind,
        name: draft.name.trim(),
        purpose: draft.purpose.trim(),
        owner: house.userId,
        audience: toAudience(draft.audience, house.userId),
    };
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

export const departments = (house: House) => ({
    queryKey: ["founding", "departments"] as const,
    queryFn: async (): Promise<readonly Department[]> =>
        (await done(house.api.GET("/_fangyuan/v1/departments"))).departments,
    staleTime: 300_000,
});

export const ranks = (house: House) => ({
    queryKey: ["founding", "ranks"] as const,
    queryFn: async () => (await done(house.api.GET("/_fangyuan/v1/ranks"))).ranks,
    staleTime: 300_000,
});

/** People whose name, account or number holds these words. */
export const colleagues = (house: House, words: string) => ({
    queryKey: ["founding", "people", words.trim()] as const,
    queryFn: async (): Promise<readonly Colleague[]> => {
        const query = { q: words.trim(), limit: "8" };
        return (await done(house.api.GET("/_fangyuan/v1/people", { params: { query } }))).people;
    },
    enabled: words.trim() !== "",
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
    const audience = toAudience(draft.audience, house.userId);
    const chosen = audience.include.length > 0 ? (draft.kind ?? kind) : kind; // without people, only the purpose counts
    const mine: AudienceClause = { type: "people", people: [house.userId] };
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

/** The charter that would hold, in words, and whether the house takes it. */
export const checkOf = (house: House, draft: Draft) => {
    const wish = wishOf(house, { ...draft, override: "" });
    return {
        queryKey: ["founding", "check", wish] as const,
        queryFn: () => done(house.api.POST("/_fangyuan/v1/charters/check", { body: wish as never })),
        enabled: draft.kind !== null && canLeave(draft, "people"),
        retry: false,
    };
};

export type Founded =
    | { readonly at: "founded"; readonly roomId: string }
    | { readonly at: "waiting"; readonly proposalId: string };

/** Founds the group, or asks for consent where it takes any; completes the draft `roomId`. Throws ApiError. */
export async function foundGroup(house: House, draft: Draft, roomId: string): Promise<Founded> {
    const founded = roomId ? await complete(house, draft, roomId) : await found(house, draft);
    keepDraft(house, roomId, null);
    await refreshToday(house);
    if (founded.at === "founded") await arrival(house, founded.roomId);
    return founded;
}

async function found(house: House, draft: Draft): Promise<Founded> {
    const made: unknown = await done(
        house.api.POST("/_fangyuan/v1/groups", { body: wishOf(house, draft) as never }) as never,
    );
    const answer = made as { room_id?: string; proposal_id?: string };
    if (answer.room_id) return { at: "founded", roomId: answer.room_id };
    return { at: "waiting", proposalId: answer.proposal_id ?? "" };
}

async function complete(house: House, draft: Draft, roomId: string): Promise<Founded> {
    const { owner: _owner, override: _override, ...wish } = wishOf(house, draft);
    const params = { path: { roomId } };
    await done(house.api.PUT("/_fangyuan/v1/groups/{roomId}/charter", { params, body: wish as never }));
    return { at: "founded", roomId };
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

/** Somebody as the directory has him. */
export const colleague = (house: House, userId: string) => ({
    queryKey: ["founding", "person", userId] as const,
    queryFn: (): Promise<Colleague> =>
        done(house.api.GET("/_fangyuan/v1/people/{personId}", { params: { path: { personId: userId } } })),
    staleTime: 300_000,
    retry: false,
});
