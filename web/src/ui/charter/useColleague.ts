import { useQuery } from "@tanstack/react-query";
import { type Colleague, colleague } from "../../store/founding.ts";
import { useHouse } from "../shell/context.ts";

/** Somebody as the directory has him; undefined until it is known, or where he isn't to be known. */
export function useColleague(userId: string): Colleague | undefined {
    return useQuery(colleague(useHouse(), userId)).data;
}
