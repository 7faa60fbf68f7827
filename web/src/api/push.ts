/** Web Push of this browser (MSC4174): its subscription, and the house's record of it. The house pushes ids only. */
import type { MatrixClient } from "matrix-js-sdk";
import { harmless } from "../util/harmless.ts";
import { asApiError } from "./errors.ts";
import { subscription } from "./pushed.ts";

const APP = "fangyuan.web";
const KIND = "org.matrix.msc4174.webpush";

/** The browser can't be pushed to: its push service isn't reachable, or there is none. */
export class NoPush extends Error {
    override readonly name = "NoPush";
}

/** Also what it has already, said to the house anew: it may have forgotten it. Throws NoPush, or ApiError. */
export async function subscribe(client: MatrixClient, language: string, device: string): Promise<void> {
    try {
        const capabilities = (await client.getCapabilities()) as Record<string, { vapid?: string } | undefined>;
        const key = capabilities[KIND]?.vapid;
        const worker = await navigator.serviceWorker?.ready;
        if (!key || !worker?.pushManager) throw new NoPush();
        const { endpoint, keys } = (await made(worker.pushManager, key)).toJSON();
        await client.setPusher({
            kind: KIND,
            app_id: APP,
            pushkey: keys?.["p256dh"] ?? "",
            app_display_name: "Fangyuan",
            device_display_name: device,
            lang: language,
            data: { endpoint, auth: keys?.["auth"], url: endpoint, format: "event_id_only" },
        } as never);
    } catch (error) {
        throw asApiError(error);
    }
}

async function made(manager: PushManager, key: string): Promise<PushSubscription> {
    const options = { userVisibleOnly: true, applicationServerKey: key };
    try {
        return await manager.subscribe(options);
    } catch {
        // One for another key: the house had to be set up anew.
        await (await manager.getSubscription())?.unsubscribe();
        return manager.subscribe(options).catch(() => Promise.reject(new NoPush()));
    }
}

/** Throws where the browser doesn't let go of it. */
export async function unsubscribe(client: MatrixClient): Promise<void> {
    const known = await subscription();
    if (!known) return;
    const pushkey = known.toJSON().keys?.["p256dh"] ?? "";
    await known.unsubscribe();
    const ended = client.setPusher({ kind: null, app_id: APP, pushkey } as never);
    await harmless(ended, "the push service says that the subscription is over, and the house ends it");
}
