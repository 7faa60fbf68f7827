/** The service worker of this browser (sw.ts), from sign-in on; and whether the house has a newer version of the app. */
import { harmless } from "../util/harmless.ts";
import { Observable } from "../util/observable.ts";
import { workerAddress } from "../util/trusted.ts";

/** A newer version of the app is here, and waits for this page. */
export const isOutdated = new Observable(false);

const TAKES_MS = 10_000;
const ANSWERS_MS = 3_000;

let isTaking = false;

/** Registers it, and has it keep the whole app. Where the browser has none the app works while there is a network. */
export async function startWorker(): Promise<void> {
    if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
    const registration = await navigator.serviceWorker.register(workerAddress());
    watch(registration);
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage({ type: "keepAll" });
}

/** Asks the house whether there is a newer one. */
export async function lookForUpdate(): Promise<void> {
    const registration = await navigator.serviceWorker?.getRegistration();
    if (registration) await harmless(registration.update(), "it is looked for again later");
}

/** Begins anew with the newer version. Whatever isn't written down is lost: store/update.ts sees to that. */
export async function takeUpdate(): Promise<void> {
    isTaking = true;
    const registration = await navigator.serviceWorker.getRegistration();
    await takeOver(registration?.waiting);
    location.reload();
}

let watched: ServiceWorkerRegistration | null = null;

function watch(registration: ServiceWorkerRegistration): void {
    if (watched === registration) return;
    watched = registration;
    // The first worker of a browser takes over from none.
    let isControlled = navigator.serviceWorker.controller !== null;
    const look = (): void => void (isControlled && lookAt(registration.waiting));
    registration.addEventListener("updatefound", () => {
        registration.installing?.addEventListener("statechange", look);
    });
    navigator.serviceWorker.addEventListener("controllerchange", () => {
        if (isControlled && !isTaking) isOutdated.set(true); // another tab has taken it
        isControlled = true;
    });
    look();
}

/** A page that was loaded anew is the newer one already: then the worker just takes over. */
async function lookAt(waiting: ServiceWorker | null): Promise<void> {
    if (!waiting || isTaking) return;
    if (!(await isOfThisPage(waiting))) return isOutdated.set(true);
    isTaking = true;
    await takeOver(waiting);
    isTaking = false;
}

function isOfThisPage(waiting: ServiceWorker): Promise<boolean> {
    const script = document.querySelector<HTMLScriptElement>("script[type=module]")?.src ?? "";
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
        port1.onmessage = ({ data }) => resolve(data === true);
        setTimeout(() => resolve(false), ANSWERS_MS);
        waiting.postMessage({ type: "hasFile", file: new URL(script, location.origin).pathname }, [port2]);
    });
}

async function takeOver(waiting: ServiceWorker | null | undefined): Promise<void> {
    if (!waiting) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    navigator.serviceWorker.addEventListener("controllerchange", () => resolve(), { once: true });
    setTimeout(resolve, TAKES_MS);
    waiting.postMessage({ type: "takeOver" });
    await promise;
}
