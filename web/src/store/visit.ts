/** A stay of this tab in the house, from its turn until it leaves. */
import { Observable } from "../util/observable.ts";
import { House } from "./house.ts";
import type { Session } from "./session.ts";
import { onAsked, type Turn, takeTurn, waitForTurn } from "./turn.ts";

export type VisitState =
    | { readonly at: "entering" }
    | { readonly at: "elsewhere" }
    | { readonly at: "in"; readonly house: House }
    | { readonly at: "failed"; readonly error: unknown };

const RELOAD_MS = 1_500; // the page before this one may still be putting its things away

export class Visit {
    readonly state = new Observable<VisitState>({ at: "entering" });
    #leaving = new AbortController();
    #turn: Turn | null = null;
    #stopListening = (): void => undefined;
    #entering: Promise<void> = Promise.resolve();

    constructor(private readonly session: Session) {}

    /** Enters when it is this tab's turn; `isHere`: the person wants it to be. */
    enter(isHere = false): Promise<void> {
        this.#entering = this.#enter(isHere);
        return this.#entering;
    }

    /** Stops everything, then lets others in. May be called twice, and while it enters. */
    async leave(): Promise<void> {
        this.#leaving.abort();
        this.#stopListening();
        await this.#entering;
        const state = this.state.get();
        if (state.at === "in") await state.house.leave();
        this.#turn?.release();
        this.#turn = null;
    }

    async #enter(isHere: boolean): Promise<void> {
        this.#leaving = new AbortController();
        const { signal } = this.#leaving;
        this.state.set({ at: "entering" });
        await Promise.resolve(); // React may change its mind at once
        if (signal.aborted) return;
        const lost = (): void => void this.#giveUp();
        this.#turn = isHere ? await takeTurn(signal, lost) : await waitForTurn(signal, RELOAD_MS, lost);
        if (signal.aborted) return;
        if (!this.#turn) return this.state.set({ at: "elsewhere" });
        this.#stopListening = onAsked(lost);
        try {
            this.state.set({ at: "in", house: await House.enter(this.session) });
        } catch (error) {
            this.state.set({ at: "failed", error });
        }
    }

    async #giveUp(): Promise<void> {
        if (this.#leaving.signal.aborted) return;
        await this.leave();
        this.state.set({ at: "elsewhere" });
    }
}
