/** The company's people and departments, as far as the person may see them. Read as they are asked for, never whole. */
import { ApiError } from "../api/errors.ts";
import { done, type Governance, type Shape } from "../api/governance.ts";
import type { MatrixClient } from "../api/matrix.ts";
import type { House } from "./house.ts";

export type Person = Shape<"PersonView">;
export type Department = Shape<"DepartmentView">;
export type PersonEdit = Shape<"PersonEdit">;
export type Explained = Shape<"Explained">;

export const PEOPLE_PAGE = 50;
const MOST_LEVELS = 12; // of a reporting line: a mistake in the data must not turn in circles
const HOUR = 3_600_000;

/** The name by which the directory knows an account: @li.wei:company.example -> li.wei. */
export function personIdOf(userId: string): string {
    return userId.replace(/^@/, "").replace(/:.*$/, "");
}

/**
 * Where a person is shown. By his user id: an account alone (li.wei) looks to the server like the name of a file, which
 * it would look for in vain when the page is loaded again.
 */
export function personPath(userId: string): string {
    return `/people/${encodeURIComponent(userId)}`;
}

/** The user id of an account of the same company. */
export function userIdOf(personId: string, colleagueId: string): string {
    return personId.startsWith("@") ? personId : `@${personId}${colleagueId.slice(colleagueId.indexOf(":"))}`;
}

export function departmentsQuery(api: Governance) {
    return {
        queryKey: ["departments"],
        queryFn: async () => (await done(api.GET("/_fangyuan/v1/departments"))).departments,
        staleTime: HOUR,
    };
}

/** People whose name, account, title or number holds the words, page by page. */
export function peopleSearchQuery(api: Governance, words: string) {
    return {
        queryKey: ["people", "search", words],
        queryFn: ({ pageParam }: { pageParam: string | undefined }) => findPeople(api, { q: words, from: pageParam }),
        initialPageParam: undefined as string | undefined,
        getNextPageParam: (page: Shape<"PeoplePage">) => page.next ?? undefined,
        enabled: words !== "",
    };
}

/** The first people whose name, account or number holds the words, for a field. */
export function peopleFound(api: Governance, words: string) {
    const wanted = words.trim();
    return {
        queryKey: ["people", "found", wanted] as const,
        queryFn: async () => {
            const query = { q: wanted, limit: "8" };
            return (await done(api.GET("/_fangyuan/v1/people", { params: { query: query as never } }))).people;
        },
        enabled: wanted !== "",
    };
}

export type Named = { readonly name: string; readonly department: string };

/** What a person is called; his account where the directory doesn't know him, or doesn't show him. */
export function personNamed(house: House, id: string) {
    const personId = personIdOf(id);
    return {
        queryKey: ["people", "named", personId] as const,
        queryFn: async (): Promise<Named> => {
            try {
                const person = await getPerson(house.api, personId);
                return { name: person.name, department: person.department };
            } catch (error) {
                if (!(error instanceof ApiError) || error.isUnreachable) throw error;
                const known = id.startsWith("@") ? house.matrix.getUser(id)?.displayName : undefined;
                return { name: known ?? personId, department: "" };
            }
        },
        staleTime: 300_000,
        enabled: id !== "",
    };
}

type Asked = { q?: string; department?: string; subtree?: string; from?: string | undefined; manager?: string };

/** A page of people. Throws ApiError. */
export async function findPeople(api: Governance, asked: Asked): Promise<Shape<"PeoplePage">> {
    const query = Object.fromEntries(Object.entries({ ...asked, limit: PEOPLE_PAGE }).filter(([, value]) => value));
    return done(api.GET("/_fangyuan/v1/people", { params: { query: query as never } }));
}

export function personQuery(api: Governance, personId: string) {
    return {
        queryKey: ["people", "one", personId],
        queryFn: () => getPerson(api, personId),
    };
}

function getPerson(api: Governance, personId: string): Promise<Person> {
    return done(api.GET("/_fangyuan/v1/people/{personId}", { params: { path: { personId } } }));
}

/** Whom a person answers to, and they in turn; the top first. Ends where the reader may see no further. */
export function lineQuery(api: Governance, person: Person) {
    return {
        queryKey: ["people", "line", person.person_id, person.manager_id],
        queryFn: async () => {
            const line: Person[] = [];
            for (let next = person.manager_id; next && line.length < MOST_LEVELS; ) {
                if (line.some((one) => one.person_id === next)) break;
                const above = await getPerson(api, next).catch(() => null);
                if (!above) break;
                line.unshift(above);
                next = above.manager_id;
            }
            return line;
        },
    };
}

/** Who answers to a person directly. */
export function reportsQuery(api: Governance, personId: string) {
    return {
        queryKey: ["people", "reports", personId],
        queryFn: () => findPeople(api, { manager: personId }),
    };
}

export function ranksQuery(api: Governance) {
    return {
        queryKey: ["ranks"],
        queryFn: async () => (await done(api.GET("/_fangyuan/v1/ranks"))).ranks,
        staleTime: HOUR,
    };
}

/** What the signed-in person may do as to another one, and why not. */
export function reachQuery(api: Governance, userId: string) {
    return {
        queryKey: ["reach", userId],
        queryFn: () => done(api.GET("/_fangyuan/v1/reach/explain", { params: { query: { to: userId } as never } })),
    };
}

/** Rooms in which both are. */
export function mutualRoomsQuery(matrix: MatrixClient, userId: string) {
    return {
        queryKey: ["mutual", userId],
        queryFn: async () => {
            const found = await matrix.http.authedRequest<{ joined: string[] }>(
                "GET" as never,
                "/mutual_rooms",
                { user_id: userId },
                undefined,
                { prefix: "/_matrix/client/v1" },
            );
            return found.joined;
        },
    };
}

/** HR and administrators: changes a person; his groups follow. Throws ApiError. */
export function changePerson(api: Governance, personId: string, edit: PersonEdit): Promise<Person> {
    return done(api.PUT("/_fangyuan/v1/people/{personId}", { params: { path: { personId } }, body: edit }));
}

/** The departments from the top to this one; empty where it isn't there. */
export function pathTo(tree: readonly Department[], departmentId: string): Department[] {
    for (const top of tree) {
        if (top.department_id === departmentId) return [top];
        const below = pathTo(top.children, departmentId);
        if (below.length > 0) return [top, ...below];
    }
    return [];
}
