/**
 * Who is in a group, as plain records. The Matrix SDK can list them as well, but of thousands it makes thousands of
 * objects that everybody hears of, in one go: a second in which the page stands still.
 */
import { ClientEvent, MatrixError, type MatrixEvent, type Room } from "matrix-js-sdk";
import { harmless } from "../util/harmless.ts";
import { mapInSlices } from "../util/slices.ts";
import { plainName } from "../util/text.ts";

/** Somebody in a group, or invited to it. */
export type Present = {
    readonly userId: string;
    readonly name: string;
    readonly avatar: string | undefined; // mxc://
    readonly isInvited: boolean;
};

type Raw = NonNullable<Awaited<ReturnType<Room["client"]["store"]["getOutOfBandMembers"]>>>[number];

const BY_NAME = new Intl.Collator("zh-CN"); // one for all: localeCompare looks for its own each time
const rolls = new WeakMap<Room, Promise<Roll>>();

/** Everybody, by name; the same list until somebody comes, leaves or takes another name. Throws MatrixError. */
export async function peopleIn(room: Room): Promise<readonly Present[]> {
    let roll = rolls.get(room);
    if (!roll) {
        roll = load(room);
        rolls.set(room, roll);
        roll.catch(() => rolls.delete(room)); // asked again the next time
    }
    return (await roll).list;
}

class Roll {
    readonly #people = new Map<string, Present>();
    #list: readonly Present[] | undefined;

    get list(): readonly Present[] {
        this.#list ??= [...this.#people.values()].sort((a, b) => BY_NAME.compare(a.name, b.name));
        return this.#list;
    }

    take({ state_key: userId, content }: Raw): void {
        if (!userId) return;
        this.#list = undefined;
        const { membership, displayname, avatar_url: avatar } = content;
        if (membership !== "join" && membership !== "invite") {
            this.#people.delete(userId);
            return;
        }
        this.#people.set(userId, {
            userId,
            name: (typeof displayname === "string" && plainName(displayname).trim()) || userId,
            avatar: typeof avatar === "string" ? avatar : undefined,
            isInvited: membership === "invite",
        });
    }
}

async function load(room: Room): Promise<Roll> {
    const { client, roomId } = room;
    const roll = new Roll();
    const heard = new Set<string>(); // of whom is known something newer than what was asked for
    const hear = (event: MatrixEvent): void => {
        const userId = event.getStateKey();
        if (event.getRoomId() !== roomId || event.getType() !== "m.room.member" || !userId) return;
        heard.add(userId);
        roll.take(event.event as Raw);
        const isGone = userId === client.getUserId() && event.getContent()["membership"] !== "join";
        if (isGone) {
            rolls.delete(room); // who is in is nothing for whoever left
            client.off(ClientEvent.Event, hear);
            void harmless(client.store.clearOutOfBandMembers(roomId), "they are seen without a network only");
        }
    };
    client.on(ClientEvent.Event, hear);
    try {
        await mapInSlices(await read(room), (raw) => {
            if (!heard.has(raw.state_key ?? "")) roll.take(raw);
        });
    } catch (error) {
        client.off(ClientEvent.Event, hear);
        throw error;
    }
    return roll;
}

/** As the house has them; where it can't be asked, as they were kept, and what was heard of them since. */
async function read(room: Room): Promise<Raw[]> {
    const { client, roomId, currentState } = room;
    const { store } = client;
    try {
        const found = (await client.members(roomId, undefined, "leave" as never))["chunk"] as unknown as Raw[];
        void harmless(store.setOutOfBandMembers(roomId, found), "the next visit asks again");
        return found;
    } catch (error) {
        const kept = error instanceof MatrixError ? null : await store.getOutOfBandMembers(roomId);
        if (!kept) throw error;
        return [...kept, ...currentState.getStateEvents("m.room.member").map((event) => event.event as Raw)];
    }
}
