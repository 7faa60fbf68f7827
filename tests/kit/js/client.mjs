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

let client = null; // the signed-in client

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
        });
        return { user_id: answer.user_id, device_id: answer.device_id };
    },

    // Resolves with the first complete sync.
    async start({ initialSyncLimit = 20 }) {
        const prepared = new Promise((resolve, reject) => {
            client.on(ClientEvent.Sync, (state, _previous, data) => {
                if (state === SyncState.Prepared) resolve();
                if (state === SyncState.Error) reject(data?.error ?? new Error("the sync failed"));
            });
        });
        await client.startClient({ initialSyncLimit });
        await prepared;
        return { rooms: joinedRooms().length };
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

    async react({ room, event_id, key }) {
        return await client.sendEvent(room, "m.reaction", {
            "m.relates_to": { rel_type: "m.annotation", event_id, key },
        });
    },

    async waitForMessage({ room, body, timeout_ms }) {
        const event = await waitForEvent(room, timeout_ms, (event) => event.getContent().body === body);
        return { event_id: event.getId(), sender: event.getSender(), content: event.getContent() };
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

function joinedRooms() {
    return client.getRooms().filter((room) => room.getMyMembership() === "join");
}

// The first event of a room that the server has sent and `matches` likes. What the SDK shows before the server has
// confirmed it (status isn't null) doesn't count.
function waitForEvent(roomId, timeoutMs, matches) {
    const watched = client;
    const fits = (event) => event.status === null && event.getRoomId() === roomId && matches(event);
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
            finish();
            reject(new Error(`no such event within ${timeoutMs} ms`));
        }, timeoutMs);
        const look = (event) => {
            if (!fits(event)) return;
            finish();
            resolve(event);
        };
        const finish = () => {
            clearTimeout(timer);
            watched.off(RoomEvent.Timeline, look);
            watched.off(RoomEvent.LocalEchoUpdated, look);
        };
        // Our own messages are in the timeline already when the server's copy comes; only their status changes.
        watched.on(RoomEvent.Timeline, look);
        watched.on(RoomEvent.LocalEchoUpdated, look);
        const timeline = watched.getRoom(roomId)?.getLiveTimeline();
        timeline?.getEvents().forEach(look);
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
