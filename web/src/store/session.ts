/** Who is signed in here. */
import { logIn, logOut, type Session } from "../api/login.ts";
import { findSession, forgetSession, keepSession } from "../api/vault.ts";
import { Observable } from "../util/observable.ts";
import { words } from "./language.ts";

export type { Session };

export type SessionState =
    | { readonly at: "unknown" }
    | { readonly at: "out"; readonly wasEnded: boolean }
    | { readonly at: "in"; readonly session: Session };

export const sessionState = new Observable<SessionState>({ at: "unknown" });

export async function resumeSession(): Promise<void> {
    const session = await findSession();
    sessionState.set(session ? { at: "in", session } : { at: "out", wasEnded: false });
}

/** Throws ApiError. */
export async function signIn(account: string, password: string): Promise<void> {
    const session = await logIn(account, password, words.t("signin:deviceName", { browser: browserName() }));
    await keepSession(session);
    sessionState.set({ at: "in", session });
}

/** Signs out here and at the house; where the house can't be reached, here at least. */
export async function signOut(): Promise<void> {
    const state = sessionState.get();
    if (state.at === "in") await logOut(state.session).catch(() => undefined);
    await endSession(false);
}

/** The house knows this session no more (`wasEnded`), or the person left: everything kept here goes. */
export async function endSession(wasEnded: boolean): Promise<void> {
    await forgetSession();
    for (const { name } of await indexedDB.databases()) {
        if (name?.includes("fangyuan") || name?.startsWith("matrix-")) indexedDB.deleteDatabase(name);
    }
    sessionState.set({ at: "out", wasEnded });
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
