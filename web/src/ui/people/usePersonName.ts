import { useQuery } from "@tanstack/react-query";
import { personIdOf, personNamed } from "../../store/people.ts";
import { useHouse } from "../shell/context.ts";

/** What a person is called; his account until that is known. */
export function usePersonName(userId: string): string {
    return useQuery(personNamed(useHouse(), userId)).data?.name ?? personIdOf(userId);
}
