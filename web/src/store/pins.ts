/** Messages that a group keeps at hand: the newest pinned first. */
import type { MatrixEvent, Room } from "../api/matrix.ts";
import { harmless } from "../util/harmless.ts";
import type { House } from "./house.ts";
import { pinnedOf } from "./timelineActions.ts";
import { Pages } from "./timelinePages.ts";

const MOST = 50;

/** Those that can still be read; who may not, or whatever was taken back, isn't among them. */
export const pinsOf = (house: House, room: Room) => {
    const ids = pinnedOf(room).toReversed().slice(0, MOST);
    return {
        queryKey: ["pins", room.roomId, ...ids] as const,
        queryFn: async (): Promise<readonly MatrixEvent[]> => {
            const pages = new Pages(house.matrix, room);
            const found = await Promise.all(ids.map((id) => harmless(pages.event(id), "the others are shown")));
            const here = found.filter((event) => event !== undefined);
            for (const event of here) await house.matrix.decryptEventIfNeeded(event);
            return here.filter((event) => !event.isRedacted());
        },
        enabled: ids.length > 0,
    };
};
