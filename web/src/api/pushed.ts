/** What this browser has of Web Push. Without the Matrix SDK, because it also ends when nobody is signed in any more. */
import { harmless } from "../util/harmless.ts";

export async function subscription(): Promise<PushSubscription | null> {
    const worker = await navigator.serviceWorker?.getRegistration();
    return (await worker?.pushManager?.getSubscription()) ?? null;
}

export async function isPushed(): Promise<boolean> {
    return ((await harmless(subscription(), "then it isn't pushed to")) ?? null) !== null;
}

/** Nobody is signed in here any more: nothing comes, and what is still shown goes. */
export async function endPush(): Promise<void> {
    await harmless(forgetPush(), "who isn't signed in isn't told anything by the worker");
}

async function forgetPush(): Promise<void> {
    const worker = await navigator.serviceWorker?.getRegistration();
    for (const shown of (await worker?.getNotifications?.()) ?? []) shown.close();
    await (await subscription())?.unsubscribe();
}
