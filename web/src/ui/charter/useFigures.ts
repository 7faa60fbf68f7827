import { useQuery } from "@tanstack/react-query";
import { type ClauseCount, figuresOf, type GroupView } from "../../store/charter.ts";
import { useHouse } from "../shell/context.ts";

/** What the clauses did of late; only for who governs the group, undefined for others. */
export function useFigures(group: GroupView): ReadonlyMap<string, ClauseCount> | undefined {
    const house = useHouse();
    return useQuery(figuresOf(house, group.room_id, group.may_govern ?? false)).data;
}
