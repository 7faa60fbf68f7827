/** Signing in, without the Matrix SDK: the page before sign-in stays small (Client-Server API §Login). */
import { errorOf, unreachable } from "./errors.ts";
import { languageFetch } from "./language.ts";

export type Session = {
    readonly userId: string;
    readonly deviceId: string;
    readonly accessToken: string;
};

async function post(path: string, body: unknown, token?: string): Promise<Record<string, unknown>> {
    const headers: Record<string, string> = { "Content-Type": "application/json" };
    if (token) headers["Authorization"] = `Bearer ${token}`;
    let response: Response;
    try {
        response = await languageFetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    } catch (cause) {
        throw unreachable(cause);
    }
    if (!response.ok) throw await errorOf(response);
    return response.json();
}

/** `name` is the account (zhou.yongqiang) or the whole user id. Throws ApiError: M_FORBIDDEN for a wrong password. */
export async function logIn(
    name: string,
    password: string,
    deviceName: string,
    /** Of a session that the house wants the password for again: it goes on with its keys. */
    deviceId?: string,
): Promise<Session> {
    const answer = await post("/_matrix/client/v3/login", {
        type: "m.login.password",
        identifier: { type: "m.id.user", user: name.trim() },
        password,
        initial_device_display_name: deviceName,
        ...(deviceId ? { device_id: deviceId } : {}),
    });
    return {
        userId: String(answer["user_id"]),
        deviceId: String(answer["device_id"]),
        accessToken: String(answer["access_token"]),
    };
}

/** Ends the session at the house. */
export async function logOut(session: Session): Promise<void> {
    await post("/_matrix/client/v3/logout", {}, session.accessToken);
}
