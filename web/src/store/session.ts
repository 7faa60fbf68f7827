/** Who is signed in here. */

import { ApiError } from "../api/errors.ts";
import { logIn, logOut, type Session } from "../api/login.ts";
import { endPush } from "../api/pushed.ts";
import { findSession, forgetSession, keepSession } from "../api/vault.ts";
import { Observable } from "../util/observable.ts";
import { words } from "./language.ts";

export type { Session };

/**
 * Why nobody is signed in: he left; he left, and the house couldn't be told; the session was ended elsewhere; or the house
 * wants the password again.
 */
export type Leaving = "left" | "unheard" | "ended" | "expired";

export type SessionState =
    | { readonly at: "unknown" }
    | { readonly at: "out"; readonly why: Leaving; readonly known?: Session }
    | { readonly at: "in"; readonly session: Session };

export const sessionState = new Observable<SessionState>({ at: "unknown" });
let clearing: Promise<unknown> = Promise.resolve();
const CLEARED_MS = 5_000; // a database that another tab still holds goes when that tab does

export async function resumeSession(): Promise<void> {
    const session = await findSession();
    if (session?.accessToken) sessionState.set({ at: "in", session });
    else sessionState.set(session ? { at: "out", why: "expired", known: session } : { at: "out", why: "left" });
}

/** Throws ApiError. Whoever had to show the password again goes on with the keys that are here. */
export async function signIn(account: string, password: string): Promise<void> {
    await clearing;
    const state = sessionState.get();
    const known = state.at === "out" ? state.known : undefined;
    const goesOn = known !== undefined && isAccount(account, known.userId);
    if (known && !goesOn) await forgetAll();
    const name = words.t("signin:deviceName", { browser: browserName() });
    const session = await logIn(account, password, name, goesOn ? known.deviceId : undefined);
    await keepSession(session);
    sessionState.set({ at: "in", session });
}

/** Signs out here and at the house; where the house can't be reached, here at least. */
export async function signOut(): Promise<void> {
    const state = sessionState.get();
    const ending = endSession("left"); // first, so that nothing asks with a session that is gone
    let isHeard = true;
    if (state.at === "in") {
        const told = logOut(state.session).catch((error: unknown) => {
            isHeard = error instanceof ApiError && error.status === 401; // it knows this session no more
        });
        await Promise.all([told, ending]);
    }
    if (!isHeard && sessionState.get().at === "out") sessionState.set({ at: "out", why: "unheard" });
}

/** The house knows this session no more, or the person left. Everything kept here goes, unless he may come back to it. */
export async function endSession(why: Leaving): Promise<void> {
    const state = sessionState.get();
    if (state.at !== "in") return;
    if (why === "expired") {
        const known = { ...state.session, accessToken: "" };
        await keepSession(known);
        return sessionState.set({ at: "out", why, known });
    }
    sessionState.set({ at: "out", why }); // what is open closes now, so that it can be deleted
    clearing = forgetAll();
    await clearing;
}

/** Choices of the browser, not of the person: what the next one sees, too. */
const STAYS = new Set(["fangyuan.language", "fangyuan.theme"]);

async function forgetAll(): Promise<void> {
    await endPush();
    await forgetSession();
    for (const { name } of await indexedDB.databases()) {
        const isOurs = name?.includes("fangyuan") || name?.startsWith("matrix-");
        if (name && isOurs && name !== "fangyuan-vault") await deleted(name);
    }
    for (const key of Object.keys(localStorage)) {
        if (key.startsWith("fangyuan.") && !STAYS.has(key)) localStorage.removeItem(key);
    }
    sessionStorage.clear();
    await forgetSession(); // what was put away while everything closed
}

function deleted(name: string): Promise<void> {
    return new Promise((resolve) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = () => resolve();
        request.onerror = () => resolve();
        setTimeout(resolve, CLEARED_MS);
    });
}

function isAccount(typed: string, userId: string): boolean {
    const name = typed.trim().toLowerCase();
    return name === userId || name === userId.slice(1).split(":")[0];
}

function browserName(): string {
    const agent = navigator.userAgent;
    const known: [RegExp, string][] = [
        [/MicroMessenger/, "WeChat"],
        [/Edg\//, "Edge"],
        [/Firefox\//, "Firefox"],
        [/Chrom(e|ium)\//, "Chrome"],
        [/Safari\//, "Safari"],
    ];
    return known.find(([pattern]) => pattern.test(agent))?.[1] ?? "Web";
}
