/**
 * The service worker: the app opens without a network, and tells of news while it is closed. It keeps no message and no
 * answer of the house. A page and its headers are kept together, so the nonce of its policy stays the right one.
 */
import type { Session } from "./api/login.ts";
import { findNotificationLook, findSession } from "./api/vault.ts";
import inEnglish from "./locales/en/common.json";
import english from "./locales/en/settings.json";
import inChinese from "./locales/zh-CN/common.json";
import chinese from "./locales/zh-CN/settings.json";
import { harmless } from "./util/harmless.ts";
import { plainName } from "./util/text.ts";

declare const __FILES__: readonly string[]; // set by the build: every file of the app
declare const __BUILD__: string;

type Worker = typeof globalThis & {
    registration: ServiceWorkerRegistration;
    skipWaiting(): Promise<void>;
    clients: {
        matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<Client[]>;
        openWindow(url: string): Promise<unknown>;
        claim(): Promise<void>;
    };
};
type Client = {
    visibilityState: string;
    focus(): Promise<unknown>;
    navigate(url: string): Promise<unknown>;
    postMessage(message: unknown, ports: MessagePort[]): void;
};
type Waiting = Event & { waitUntil(work: Promise<unknown>): void };
type Fetching = Waiting & { request: Request; respondWith(answer: Promise<Response>): void };
type Pushed = Waiting & { data: { json(): unknown } | null };
type Told = Waiting & { data: unknown; ports: readonly MessagePort[] };
type Clicked = Waiting & { notification: Notification };

const worker = globalThis as Worker;
const CACHE = `fangyuan-${__BUILD__}`;
const PAGE = "/index.html";
const FIRST = [PAGE, "/icon.svg", "/icon-unread.svg", "/icon-192.png", "/manifest.webmanifest"];
const ANSWERS_MS = 1_000; // what a page needs to say that it has heard
const PATIENCE_MS = 4_000; // a network that is slower than this is none for opening the app
const APIS = /^\/(_matrix|_fangyuan|_synapse|\.well-known)(\/|$)/;

function on<E extends Event>(name: string, act: (event: E) => void): void {
    worker.addEventListener(name, act as (event: Event) => void);
}

on<Waiting>("install", (event) => event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FIRST))));

on<Waiting>("activate", (event) => {
    const clear = async (): Promise<void> => {
        const old = (await caches.keys()).filter((name) => name.startsWith("fangyuan-") && name !== CACHE);
        await Promise.all(old.map((name) => caches.delete(name)));
        await worker.clients.claim();
    };
    event.waitUntil(clear());
});

// keepAll: the page asks for it once somebody is signed in: nothing but the sign-in page is loaded before.
// takeOver: the person wants the new version now, and the page has put everything away. hasFile: whether the page that
// asks is of this version (api/worker.ts).
on<Told>("message", (event) => {
    const { type, file } = (event.data ?? {}) as { type?: unknown; file?: unknown };
    if (type === "keepAll") event.waitUntil(keepAll());
    if (type === "takeOver") event.waitUntil(worker.skipWaiting());
    if (type === "hasFile") event.ports[0]?.postMessage(__FILES__.includes(String(file)));
});

async function keepAll(): Promise<void> {
    const cache = await caches.open(CACHE);
    for (const file of __FILES__) {
        if (!(await cache.match(file))) await harmless(cache.add(file), "it is kept when the page asks for it");
    }
}

on<Fetching>("fetch", (event) => {
    const url = new URL(event.request.url);
    if (event.request.method !== "GET" || url.origin !== location.origin || APIS.test(url.pathname)) return;
    if (event.request.mode === "navigate") event.respondWith(page(event.request));
    else if (FIRST.includes(url.pathname) || __FILES__.includes(url.pathname)) event.respondWith(file(event.request));
});

/** The house's page, so that a new version shows at once; the kept one where the house doesn't answer. */
async function page(request: Request): Promise<Response> {
    try {
        const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
        if (answer.status < 500) return answer;
    } catch {
        // no network
    }
    return (await (await caches.open(CACHE)).match(PAGE)) ?? fetch(request);
}

async function file(request: Request): Promise<Response> {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(request);
    if (kept) return kept;
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
}

// -- news ---------------------------------------------------------------------------------------------------------

on<Pushed>("push", (event) => event.waitUntil(notify(event.data?.json())));

async function notify(told: unknown): Promise<void> {
    const { room_id: roomId, event_id: eventId, counts } = (told ?? {}) as Record<string, unknown>;
    const unread = (counts as { unread?: unknown } | undefined)?.unread;
    if (typeof unread === "number") await badge(unread);
    if (typeof roomId !== "string") return;
    const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
    if (windows.some((client) => client.visibilityState === "visible")) return; // it is on the screen already
    const look = await findNotificationLook();
    if (!look?.isOn) return;
    const words = look.language === "en" ? { ...english, ...inEnglish } : { ...chinese, ...inChinese };
    const name = look.isNamed ? await groupName(roomId, await findSession()) : undefined;
    await worker.registration.showNotification(words.appName, {
        body: name ? words.push.newIn.replace("{{group}}", name) : words.push.new,
        tag: roomId,
        icon: "/icon-192.png",
        badge: "/icon-192.png",
        data: { roomId, eventId },
    });
}

async function badge(unread: number): Promise<void> {
    if (!("setAppBadge" in navigator)) return;
    const told = unread > 0 ? navigator.setAppBadge(unread) : navigator.clearAppBadge();
    await harmless(told, "not every system shows a number");
}

/**
 * Asked of the house with the session of this browser: the push service never learns it. That there is a confidential
 * group of this name is nothing for a locked screen.
 */
async function groupName(roomId: string, session: Session | null): Promise<string | undefined> {
    if (!session?.accessToken) return undefined;
    try {
        const charter = await state(roomId, "fangyuan.charter", session);
        if ((charter?.["charter"] as { label?: unknown } | undefined)?.label === "confidential") return undefined;
        const name = (await state(roomId, "m.room.name", session))?.["name"];
        return typeof name === "string" ? plainName(name) : undefined;
    } catch {
        return undefined; // without the house it is told that something is new
    }
}

/** Null where the group has none; throws where it couldn't be asked. */
async function state(roomId: string, type: string, session: Session): Promise<Record<string, unknown> | null> {
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/state/${type}`;
    const answer = await fetch(path, { headers: { Authorization: `Bearer ${session.accessToken}` } });
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.json();
}

type Target = { roomId: string; eventId?: string };

on<Clicked>("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(open(event.notification.data as Target));
});

/** In the tab that is in the house, if there is one: what is being written there stays. */
async function open(target: Target): Promise<void> {
    const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
    for (const client of windows) if (await takes(client, target)) return focus(client);
    const at = target.eventId ? `?event=${encodeURIComponent(target.eventId)}` : "";
    const url = `/chats/${encodeURIComponent(target.roomId)}${at}`;
    const [client] = windows; // one where somebody has to sign in first, or that sleeps
    try {
        if (!client) throw new Error("no window");
        await client.navigate(url);
        await focus(client);
    } catch {
        await worker.clients.openWindow(url);
    }
}

/** Whether the page there goes to the conversation. */
function takes(client: Client, target: Target): Promise<boolean> {
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
        port1.onmessage = () => resolve(true);
        setTimeout(() => resolve(false), ANSWERS_MS);
        client.postMessage({ type: "open", ...target }, [port2]);
    });
}

async function focus(client: Client): Promise<void> {
    await harmless(client.focus(), "the page has gone to the conversation, though it isn't in front");
}
