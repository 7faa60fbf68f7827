import { useQuery } from "@tanstack/react-query";
import { RoomStateEvent } from "matrix-js-sdk";
import { useSyncExternalStore } from "react";
import type { Room } from "../../api/matrix.ts";
import { pinsOf } from "../../store/pins.ts";
import { useHouse } from "../shell/context.ts";

/** The pinned messages of a group, as they are now. */
export function usePins(room: Room) {
    const house = useHouse();
    useSyncExternalStore(
        (changed) => {
            room.on(RoomStateEvent.Events, changed);
            return () => void room.off(RoomStateEvent.Events, changed);
        },
        () => room.currentState.getStateEvents("m.room.pinned_events", ""),
    );
    return useQuery(pinsOf(house, room));
}
