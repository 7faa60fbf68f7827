/** Which language the house is to answer in; the store sets it, each request carries it. */
let current = "zh-CN";

export function setRequestLanguage(language: string): void {
    current = language;
}

/** The same for requests that aren't made by fetch. */
export function requestLanguage(): string {
    return current;
}

/** fetch, in the reader's language. */
export function languageFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    request.headers.set("Accept-Language", current);
    return fetch(request);
}
