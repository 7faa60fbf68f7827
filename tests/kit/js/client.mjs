// A real matrix-js-sdk client for tests: one JSON command per line of stdin, one JSON answer per line of stdout.
//
//   {"id": 1, "cmd": "sendText", "room": "!r:x", "body": "hi"}
//   {"id": 1, "ok": true, "result": {"event_id": "$e"}}
//   {"id": 1, "ok": false, "error": {"message": …, "errcode": …, "error": …, "httpStatus": 403, "data": {…}}}
//
// Commands run side by side; answers come in the order in which they are ready.

import { Console } from "node:console";
import { createInterface } from "node:readline";

// The SDK logs with console.log and friends; stdout is for answers only, so this comes before the SDK is loaded.
globalThis.console = new Console(process.stderr, process.stderr);

// COMPAT(Node 20): the SDK asks for Node 22, but this is all that it misses. Goes when tests need Node 22.
Promise.withResolvers ??= function () {
    const made = {};
    made.promise = new this((resolve, reject) => Object.assign(made, { resolve, reject }));
    return made;
};

const { ClientEvent, MatrixError, NotificationCountType, RoomEvent, SyncState, createClient } =
    await import("matrix-js-sdk");
const { cryptoCallbacks, decrypted, encryptionCommands, published, startEncryption } =
    await import("./encryption.mjs");
const { SlidingSync } = await import("matrix-js-sdk/lib/sliding-sync.js");

let client = null; // the signed-in client
const refusals = []; // of everything that the SDK has asked so far, what the server answered with an error

async function fetchFn(resource, options) {
    const response = await fetch(resource, options);
    if (!response.ok) {
        const { pathname } = new URL(resource);
        const { errcode } = await response.clone().json();
        refusals.push({ method: options.method, path: pathname, status: response.status, errcode });
    }
    return response;
}

const commands = {
    async login({ base, user, password }) {
        await commands.stop();
        const answer = await createClient({ baseUrl: base }).loginRequest({
            type: "m.login.password",
            identifier: { type: "m.id.user", user },
            password,
        });
        client = createClient({
            baseUrl: base,
            userId: answer.user_id,
            deviceId: answer.device_id,
            accessToken: answer.access_token,
            fetchFn,
            cryptoCallbacks,
        });
        return { user_id: answer.user_id, device_id: answer.device_id };
    },

    // Resolves with the first complete sync. With `encryption` the SDK does for it what it does in Element.
    // With `sliding` the SDK syncs by windows over the room list, of so many rooms.
    async start({ initialSyncLimit = 20, encryption = false, sliding = 0 }) {
        if (encryption) await startEncryption(client);
        const prepared = new Promise((resolve, reject) => {
            client.on(ClientEvent.Sync, (state, _previous, data) => {
                if (state === SyncState.Prepared) resolve();
                if (state === SyncState.Error) reject(data?.error ?? new Error("the sync failed"));
            });
        });
        await client.startClient({
            initialSyncLimit,
            slidingSync: sliding ? windows(sliding, initialSyncLimit) : undefined,
        });
        await prepared;
        if (encryption) await published(client);
        return { rooms: joinedRooms().length };
    },

    async hasCrossSigningKeys() {
        return await client.getCrypto().userHasCrossSigningKeys();
    },

    async refusals() {
        return refusals;
    },

    async createRoom({ options = {} }) {
        return await client.createRoom(options);
    },

    async joinRoom({ room }) {
        return { room_id: (await client.joinRoom(room)).roomId };
    },

    async invite({ room, user }) {
        return await client.invite(room, user);
    },

    async sendText({ room, body }) {
        return await client.sendTextMessage(room, body);
    },

    async sendEvent({ room, type, content }) {
        return await client.sendEvent(room, type, content);
    },

    async sendState({ room, type, content, key = "" }) {
        return await client.sendStateEvent(room, type, content, key);
    },

    async redact({ room, event_id }) {
        return await client.redactEvent(room, event_id);
    },

    async leave({ room }) {
        return await client.leave(room);
    },

    async kick({ room, user }) {
        return await client.kick(room, user);
    },

    async ban({ room, user }) {
        return await client.ban(room, user);
    },

    // What the SDK has no method for, by its own request; `base64` is a file.
    async request({ method, path, body, base64 = null }) {
        const [bare, search] = path.split("?");
        const query = Object.fromEntries(new URLSearchParams(search ?? ""));
        const data = base64 === null ? (body ?? undefined) : Buffer.from(base64, "base64");
        return await client.http.authedRequest(method, bare, query, data, { prefix: "" });
    },

    async react({ room, event_id, key }) {
        return await client.sendEvent(room, "m.reaction", {
            "m.relates_to": { rel_type: "m.annotation", event_id, key },
        });
    },

    async setTopic({ room, topic }) {
        return await client.setRoomTopic(room, topic);
    },

    async state({ room, type, key = "" }) {
        return await client.getStateEvent(room, type, key);
    },

    // The receipt goes where the SDK's own bookkeeping has the event, so that must have come by sync.
    async markRead({ room, event_id, timeout_ms }) {
        const event = await until(timeout_ms, () => client.getRoom(room)?.findEventById(event_id));
        return await client.sendReadReceipt(event);
    },

    // `what`: fields of the result that have to be just so.
    async waitForEvent({ room, what, timeout_ms }) {
        const fits = (event) => Object.entries(what).every(([name, value]) => event[name] === value);
        return await until(timeout_ms, () => confirmedEvents(room).find(fits));
    },

    async waitForReceipt({ room, event_id, user, timeout_ms }) {
        await until(timeout_ms, () => client.getRoom(room)?.getEventReadUpTo(user, true) === event_id);
    },

    async waitForMembership({ room, membership, timeout_ms }) {
        await until(timeout_ms, () => client.getRoom(room)?.getMyMembership() === membership);
    },

    async timeline({ room }) {
        return confirmedEvents(room);
    },

    // All that ever happened, the oldest first.
    async history({ room, page }) {
        const known = client.getRoom(room);
        while (known.oldState.paginationToken !== null) await client.scrollback(known, page);
        return confirmedEvents(room);
    },

    // What an interface would show of a message.
    async shown({ room, event_id }) {
        const known = client.getRoom(room);
        const reactions = known.relations.getChildEventsForEvent(event_id, "m.annotation", "m.reaction");
        return {
            body: known.findEventById(event_id).getContent().body,
            reactions: (reactions?.getSortedAnnotationsByKey() ?? []).map(([key, events]) => [key, events.size]),
        };
    },

    async rooms() {
        return joinedRooms().map((room) => ({ room_id: room.roomId, name: room.name }));
    },

    async unread({ room }) {
        const known = client.getRoom(room);
        if (!known) throw new Error(`this client doesn't know ${room}`);
        return {
            total: known.getUnreadNotificationCount(NotificationCountType.Total),
            highlight: known.getUnreadNotificationCount(NotificationCountType.Highlight),
        };
    },

    async stop() {
        client?.stopClient();
        client = null;
        return {};
    },
};

for (const [name, command] of Object.entries(encryptionCommands)) {
    commands[name] = (args) => command(client, args, until);
}

// As Element asks: all state, of the members those who speak.
function windows(rooms, timeline_limit) {
    const required_state = [
        ["m.room.member", "$LAZY"],
        ["m.room.member", "$ME"],
        ["*", "*"],
    ];
    const config = { timeline_limit, required_state };
    const lists = new Map([["all", { ...config, ranges: [[0, rooms - 1]] }]]);
    return new SlidingSync(client.getHomeserverUrl(), lists, config, client, 30_000);
}

function joinedRooms() {
    return client.getRooms().filter((room) => room.getMyMembership() === "join");
}

// What the server has sent of a room. What the SDK shows before the server has confirmed it (status isn't null)
// doesn't count.
function confirmedEvents(roomId) {
    const events = client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? [];
    return events.filter((event) => event.status === null).map(inFewWords);
}

function inFewWords(event) {
    const { event_id, sender, type, content } = event.event;
    const relation = content["m.relates_to"];
    return {
        event_id,
        sender,
        type,
        content,
        body: content["m.new_content"]?.body ?? content.body ?? null,
        rel_type: relation?.rel_type ?? null,
        relates_to: relation?.event_id ?? null,
        key: relation?.key ?? null,
    };
}

// What `look` finds, as soon as it finds something: it looks again whenever something has come.
function until(timeoutMs, look) {
    const watched = client;
    const news = [
        ClientEvent.Sync,
        RoomEvent.Timeline,
        // Our own messages are in the timeline already when the server's copy comes; only their status changes.
        RoomEvent.LocalEchoUpdated,
        RoomEvent.Receipt,
        RoomEvent.MyMembership,
        decrypted,
    ];
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
            finish();
            reject(new Error(`not within ${timeoutMs} ms: ${look}`));
        }, timeoutMs);
        const lookAgain = () => {
            const found = look();
            if (!found) return;
            finish();
            resolve(found);
        };
        const finish = () => {
            clearTimeout(timer);
            for (const name of news) watched.off(name, lookAgain);
        };
        for (const name of news) watched.on(name, lookAgain);
        lookAgain();
    });
}

function explain(error) {
    const said = { name: error?.name, message: String(error?.message ?? error) };
    if (!(error instanceof MatrixError)) return said;
    return {
        ...said,
        errcode: error.errcode,
        error: error.data?.error,
        httpStatus: error.httpStatus,
        data: error.data,
    };
}

function answer(reply) {
    process.stdout.write(`${JSON.stringify(reply)}\n`);
}

async function run(line) {
    const { id, cmd, ...args } = JSON.parse(line);
    try {
        if (!Object.hasOwn(commands, cmd)) throw new Error(`no such command: ${cmd}`);
        if (!client && cmd !== "login" && cmd !== "stop") throw new Error(`${cmd} needs a login first`);
        answer({ id, ok: true, result: (await commands[cmd](args)) ?? {} });
    } catch (error) {
        answer({ id, ok: false, error: explain(error) });
    }
}

process.on("unhandledRejection", (error) => console.error("unhandled:", error));
createInterface({ input: process.stdin })
    .on("line", (line) => void run(line))
    // The test is over, however it ended: no long poll shall keep us here.
    .on("close", () => process.exit(0));
