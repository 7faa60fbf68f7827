/**
 * The page's policy lets a text become elements, or the address of a script, by trusted types only (decision 0029). These
 * are ours, and nobody gets hold of the policies themselves.
 */
type Rules = { createHTML?(html: string): string; createScriptURL?(url: string): string };
type Policies = { createPolicy(name: string, rules: Rules): Required<Rules> };

const WORKER = "/sw.js";
const KEEPER = /^\/assets\/keptWorker-[\w-]+\.js$/;

const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes; // not every browser has them
const scripts = policies?.createPolicy("fangyuan", {
    createScriptURL(url) {
        if (url !== WORKER && !KEEPER.test(url)) throw new TypeError("No script of ours");
        return url;
    },
});
const texts = policies?.createPolicy("fangyuan-inert", { createHTML: (html) => html });

/** The service worker's address: with the one below it, the scripts that are named by a text. */
export function workerAddress(): string {
    return scripts?.createScriptURL(WORKER) ?? WORKER;
}

/** The address of the worker that keeps what was synced, as the build has named it. */
export function keeperAddress(url: string): string {
    return import.meta.env.PROD ? (scripts?.createScriptURL(url) ?? url) : url;
}

/** What a text says, as elements in a template: there nothing runs, and nothing is loaded. */
export function inert(html: string): DocumentFragment {
    const template = document.createElement("template");
    template.innerHTML = texts?.createHTML(html) ?? html;
    return template.content;
}
