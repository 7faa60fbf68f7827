/** The org chart as far as it was opened: people of a department come when it is opened, page by page. */
import type { Governance } from "../api/governance.ts";
import { Observable } from "../util/observable.ts";
import { type Department, findPeople, type Person } from "./people.ts";

export type Staff = {
    readonly people: readonly Person[];
    /** Where the next page begins; undefined after the last. */
    readonly next: string | undefined;
    readonly isLoading: boolean;
    readonly error: unknown;
};

export type ChartNode =
    | { readonly as: "department"; readonly id: string; readonly department: Department }
    | { readonly as: "person"; readonly id: string; readonly person: Person; readonly isLeader: boolean }
    | { readonly as: "more" | "loading"; readonly id: string; readonly departmentId: string }
    | { readonly as: "failed"; readonly id: string; readonly departmentId: string; readonly error: unknown };

const NOTHING: Staff = { people: [], next: undefined, isLoading: false, error: undefined };

export class Chart {
    readonly staff = new Observable<ReadonlyMap<string, Staff>>(new Map());

    constructor(private readonly api: Governance) {}

    /** The first page of a department's people, unless it is there. */
    open(departmentId: string): void {
        const known = this.staff.get().get(departmentId);
        if (!known || known.error) void this.#load(departmentId, known ?? NOTHING);
    }

    more(departmentId: string): void {
        const known = this.staff.get().get(departmentId);
        if (known && !known.isLoading && (known.next || known.error)) void this.#load(departmentId, known);
    }

    async #load(departmentId: string, before: Staff): Promise<void> {
        this.#set(departmentId, { ...before, isLoading: true, error: undefined });
        try {
            const page = await findPeople(this.api, { department: departmentId, subtree: "false", from: before.next });
            const people = [...before.people, ...page.people];
            this.#set(departmentId, { people, next: page.next ?? undefined, isLoading: false, error: undefined });
        } catch (error) {
            this.#set(departmentId, { ...before, isLoading: false, error });
        }
    }

    #set(departmentId: string, staff: Staff): void {
        this.staff.update((all) => new Map(all).set(departmentId, staff));
    }
}

export const departmentKey = (departmentId: string): string => `d ${departmentId}`;

/** What stands below a department: its leader, the departments below it, its other people, and what is still to come. */
export function below(department: Department, staff: Staff | undefined): ChartNode[] {
    const departmentId = department.department_id;
    const person = (one: Person): ChartNode => ({
        as: "person",
        id: `p ${departmentId} ${one.person_id}`,
        person: one,
        isLeader: one.person_id === department.leader_id,
    });
    const people = staff?.people ?? [];
    const isLeader = (one: Person): boolean => one.person_id === department.leader_id;
    const nodes: ChartNode[] = [
        ...people.filter(isLeader).map(person),
        ...department.children.map(departmentNode),
        ...people.filter((one) => !isLeader(one)).map(person),
    ];
    if (staff?.error) nodes.push({ as: "failed", id: `f ${departmentId}`, departmentId, error: staff.error });
    else if (!staff || staff.isLoading) nodes.push({ as: "loading", id: `l ${departmentId}`, departmentId });
    else if (staff.next) nodes.push({ as: "more", id: `m ${departmentId}`, departmentId });
    return nodes;
}

/** Below a department that is closed: something, so that everybody hears that it can be opened. */
export function folded({ department_id: departmentId }: Department): ChartNode[] {
    return [{ as: "loading", id: `l ${departmentId}`, departmentId }];
}

export function departmentNode(department: Department): ChartNode {
    return { as: "department", id: departmentKey(department.department_id), department };
}
