/** What the house asks the password for again (Client-Server API §User-Interactive Authentication): one dialog for all. */
import { ApiError, asApiError } from "../api/errors.ts";
import { Observable } from "../util/observable.ts";

export type Proof = Record<string, unknown>;

export type Question = {
    /** What the house said of the last password. */
    readonly failure: string | null;
    readonly answer: (password: string | null) => void;
};

/** The person closed the dialog: nothing was done. */
export class Cancelled extends Error {
    override readonly name = "Cancelled";
}

export class Proofs {
    /** Open while a password is wanted. */
    readonly question = new Observable<Question | null>(null);

    constructor(private readonly userId: string) {}

    /** Does `call`, with the password if the house wants it. Throws ApiError, or Cancelled. */
    async prove<T>(call: (auth: Proof | null) => Promise<T>): Promise<T> {
        let auth: Proof | null = null;
        for (;;) {
            try {
                return await call(auth);
            } catch (raw) {
                const error = asApiError(raw);
                const session = wanted(error);
                if (!session || !(error instanceof ApiError)) throw error;
                auth = await this.#ask(session, auth ? error.message : null);
            }
        }
    }

    async #ask(session: string, failure: string | null): Promise<Proof> {
        const password = await new Promise<string | null>((answer) => this.question.set({ failure, answer }));
        this.question.set(null);
        if (password === null) throw new Cancelled();
        return {
            type: "m.login.password",
            identifier: { type: "m.id.user", user: this.userId },
            password,
            session,
        };
    }
}

/** The session of the house's question, if the error is one. */
function wanted(error: unknown): string | null {
    if (!(error instanceof ApiError) || error.status !== 401) return null;
    const { session, flows } = error.body;
    return typeof session === "string" && Array.isArray(flows) ? session : null;
}
