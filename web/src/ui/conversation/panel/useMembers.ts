import { useQuery } from "@tanstack/react-query";
import type { Charter } from "../../../store/charter.ts";
import { membersOf } from "../../../store/charterMembers.ts";
import { useHouse } from "../../shell/context.ts";
import type { PanelProps } from "./Panel.tsx";

/** The members of the room, owner and deputies first; without the house itself. */
export function useMembers(room: PanelProps["room"], charter: Charter | null) {
    const house = useHouse();
    const houseId = `@fangyuan:${house.matrix.getDomain()}`;
    return useQuery(membersOf(room, charter?.owner ?? "", charter?.deputies ?? [], houseId));
}
