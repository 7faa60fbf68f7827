/** The house's own API, /_fangyuan/v1, typed by its OpenAPI document (`npm run types`). */
import createClient, { type Client } from "openapi-fetch";
import { errorFrom, unreachable } from "./errors.ts";
import { languageFetch } from "./language.ts";
import type { components, paths } from "./schema.ts";

export type Governance = Client<paths>;
export type Shape<Name extends keyof components["schemas"]> = components["schemas"][Name];

export function createGovernance(accessToken: string): Governance {
    const client = createClient<paths>({ baseUrl: "", fetch: (request) => languageFetch(request) });
    client.use({
        onRequest({ request }) {
            request.headers.set("Authorization", `Bearer ${accessToken}`);
            return request;
        },
        onError: ({ error }) => unreachable(error),
    });
    return client;
}

/** The data of an answer; throws ApiError for anything else. `const group = await done(api.GET(…))` */
export async function done<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
    const { data, error, response } = await call;
    if (!response.ok) throw errorFrom(response.status, error);
    return data as T;
}
