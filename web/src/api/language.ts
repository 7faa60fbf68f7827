/** Which language the house is to answer in; the store sets it, each request carries it. */
let current = "zh-CN";

export function setRequestLanguage(language: string): void {
    current = language;
}

/** fetch, in the reader's language. */
export function languageFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    request.headers.set("Accept-Language", current);
    return fetch(request);
}
