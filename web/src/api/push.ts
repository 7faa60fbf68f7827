/** Web Push of this browser (MSC4174): its subscription, and the house's record of it. The house pushes ids only. */
import type { MatrixClient } from "matrix-js-sdk";
import { asApiError } from "./errors.ts";

const APP = "fangyuan.web";
const KIND = "org.matrix.msc4174.webpush";

/** The browser can't be pushed to: its push service isn't reachable, or there is none. */
export class NoPush extends Error {
    override readonly name = "NoPush";
}

async function subscription(): Promise<PushSubscription | null> {
    const worker = await navigator.serviceWorker?.getRegistration();
    return (await worker?.pushManager?.getSubscription()) ?? null;
}

export async function isPushed(): Promise<boolean> {
    return (await subscription().catch(() => null)) !== null;
}

/** Throws NoPush, or ApiError. */
export async function subscribe(client: MatrixClient, language: string, device: string): Promise<void> {
    try {
        const capabilities = (await client.getCapabilities()) as Record<string, { vapid?: string } | undefined>;
        const key = capabilities[KIND]?.vapid;
        const worker = await navigator.serviceWorker?.ready;
        if (!key || !worker?.pushManager) throw new NoPush();
        const made = await worker.pushManager
            .subscribe({ userVisibleOnly: true, applicationServerKey: key })
            .catch(() => Promise.reject(new NoPush()));
        const { endpoint, keys } = made.toJSON();
        await client.setPusher({
            kind: KIND,
            app_id: APP,
            pushkey: keys?.["p256dh"] ?? "",
            app_display_name: "Fangyuan",
            device_display_name: device,
            lang: language,
            data: { endpoint, auth: keys?.["auth"], url: endpoint },
        } as never);
    } catch (error) {
        throw asApiError(error);
    }
}

export async function unsubscribe(client: MatrixClient): Promise<void> {
    const known = await subscription();
    if (!known) return;
    const pushkey = known.toJSON().keys?.["p256dh"] ?? "";
    await known.unsubscribe();
    await client.setPusher({ kind: null, app_id: APP, pushkey } as never).catch(() => undefined); // it ends by itself, too
}
