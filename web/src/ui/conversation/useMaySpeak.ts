import { useQuery } from "@tanstack/react-query";
import type { Room } from "../../api/matrix.ts";
import { againstPosting, asksAcceptance } from "../../store/clauses.ts";
import { today } from "../../store/today.ts";
import { useHouse } from "../shell/context.ts";
import { useAsker, useRules } from "./composer/useRules.ts";

/** Whether nothing stands against this person writing here: neither who may post, nor a charter to accept first. */
export function useMaySpeak(room: Room): boolean {
    const house = useHouse();
    const rules = useRules(room);
    const asker = useAsker();
    const mustAccept = asksAcceptance(rules, asker) !== undefined;
    const todo = useQuery({ ...today(house), enabled: mustAccept });
    if (againstPosting(rules, asker)?.verdict === "refuse") return false;
    return !mustAccept || !todo.data?.some((item) => item.kind === "accept" && item.room_id === room.roomId);
}
