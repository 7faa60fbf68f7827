/**
 * What the house says when it doesn't do something. Its words are in the reader's language already (Accept-Language),
 * so that `message` may be shown as it is.
 */
export class ApiError extends Error {
    override readonly name = "ApiError";

    constructor(
        readonly status: number,
        /** M_FORBIDDEN and so on; M_UNREACHABLE of our own where the house didn't answer at all. */
        readonly errcode: string,
        message: string,
        /** The whole body: of a charter's refusal with `clause`, `reason` and what else the house adds. */
        readonly body: Readonly<Record<string, unknown>> = {},
    ) {
        super(message);
    }

    get isUnreachable(): boolean {
        return this.errcode === UNREACHABLE;
    }

    /** How long to wait before asking again, where the house said so. */
    get retryAfterMs(): number | undefined {
        const value = this.body["retry_after_ms"];
        return typeof value === "number" ? value : undefined;
    }
}

export const UNREACHABLE = "M_UNREACHABLE";

export function unreachable(cause: unknown): ApiError {
    return new ApiError(0, UNREACHABLE, cause instanceof Error ? cause.message : "unreachable");
}

/** The error of an answer that isn't a success; answers of proxies, without our JSON, too. */
export async function errorOf(response: Response): Promise<ApiError> {
    const body: unknown = await response.json().catch(() => null);
    return errorFrom(response.status, body);
}

export function errorFrom(status: number, body: unknown): ApiError {
    if (typeof body === "object" && body !== null && "errcode" in body) {
        const known = body as Record<string, unknown>;
        return new ApiError(status, String(known["errcode"]), String(known["error"] ?? ""), known);
    }
    // A question for the password has no code, but flows and a session.
    const rest = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
    return new ApiError(status, "M_UNKNOWN", `HTTP ${status}`, rest);
}

/** An error of the Matrix SDK as ours; what is no answer of the house stays what it is. */
export function asApiError(error: unknown): unknown {
    if (!(error instanceof Error) || error instanceof ApiError) return error;
    const known = error as Error & { httpStatus?: number; data?: unknown };
    if (typeof known.httpStatus === "number") return errorFrom(known.httpStatus, known.data);
    return known.name === "ConnectionError" ? unreachable(error) : error;
}
