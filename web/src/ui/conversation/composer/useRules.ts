import { useQuery } from "@tanstack/react-query";
import { RoomStateEvent } from "matrix-js-sdk";
import { useMemo, useSyncExternalStore } from "react";
import type { Room } from "../../../api/matrix.ts";
import { CHARTER } from "../../../store/chats.ts";
import { type Asker, type Rules, rulesOf } from "../../../store/clauses.ts";
import { language } from "../../../store/language.ts";
import { me } from "../../../store/me.ts";
import { useObserved } from "../../kit/observed.ts";
import { useHouse } from "../../shell/context.ts";

/** The rules of the room's charter as it stands now, in the reader's language. */
export function useRules(room: Room): Rules {
    const spoken = useObserved(language);
    const event = useSyncExternalStore(
        (changed) => {
            room.on(RoomStateEvent.Events, changed);
            return () => void room.off(RoomStateEvent.Events, changed);
        },
        () => room.currentState.getStateEvents(CHARTER, ""),
    );
    // biome-ignore lint/correctness/useExhaustiveDependencies: the event is what the rules are read from
    return useMemo(() => rulesOf(room, spoken), [room, spoken, event]);
}

/** Who asks the charter: me, and whether I lead a department. */
export function useAsker(): Asker {
    const house = useHouse();
    const { data } = useQuery(me(house));
    const leads = data ? (data.person?.leads.length ?? 0) > 0 : undefined;
    return useMemo(() => ({ userId: house.userId, leads }), [house, leads]);
}
