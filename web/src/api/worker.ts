/** The service worker of this browser (sw.ts), from sign-in on. */

/** Registers it, and has it keep the whole app. Where the browser has none the app works while there is a network. */
export async function startWorker(): Promise<void> {
    if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
    await navigator.serviceWorker.register("/sw.js");
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage({ type: "keepAll" });
}
