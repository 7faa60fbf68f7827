/** Events handed over to be sent later (MSC4140, under its unstable names). */

import { randomWord } from "../util/random.ts";
import { errorOf, unreachable } from "./errors.ts";
import { languageFetch } from "./language.ts";

export type Delayed = {
    readonly delay_id: string;
    readonly room_id: string;
    readonly type: string;
    readonly delay: number;
    readonly running_since: number;
    readonly content: Readonly<Record<string, unknown>>;
};

const NAME = "org.matrix.msc4140";
const BASE = `/_matrix/client/unstable/${NAME}/delayed_events`;

async function ask(token: string, method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    let response: Response;
    try {
        response = await languageFetch(path, {
            method,
            headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
            ...(body !== undefined && { body: JSON.stringify(body) }),
        });
    } catch (cause) {
        throw unreachable(cause);
    }
    if (!response.ok) throw await errorOf(response);
    return response.json();
}

/** Throws ApiError, as all of these do. */
export async function delay(
    token: string,
    roomId: string,
    type: string,
    content: unknown,
    delayMs: number,
): Promise<void> {
    const [room, kind, txn] = [roomId, type, randomWord()].map(encodeURIComponent);
    const path = `/_matrix/client/v3/rooms/${room}/send/${kind}/${txn}?${NAME}.delay=${delayMs}`;
    await ask(token, "PUT", path, content);
}

/** One's own that wait, in all rooms. */
export async function listDelayed(token: string): Promise<readonly Delayed[]> {
    const answer = await ask(token, "GET", `${BASE}?status=scheduled`);
    return (answer["delayed_events"] ?? []) as readonly Delayed[];
}

export async function cancelDelayed(token: string, delayId: string): Promise<void> {
    await ask(token, "POST", `${BASE}/${encodeURIComponent(delayId)}/cancel`, {});
}
