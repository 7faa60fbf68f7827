/** The members of a group, as its panels list them. */
import type { Room } from "../api/matrix.ts";
import { localpart } from "../util/links.ts";
import type { House } from "./house.ts";
import { type Present, peopleIn } from "./members.ts";
import { asked } from "./timelineActions.ts";

export type Member = Present & {
    readonly standing: "owner" | "deputy" | "member";
    readonly isExternal: boolean;
};

const EXTERNAL_MARK = /（外部 \/ external）/; // as the house marks the names of people from outside
const RANK = { owner: 0, deputy: 1, member: 2 };

/** Members are loaded when somebody asks for them: the first sync brings only those who wrote of late. */
export const membersOf = (room: Room, owner: string, deputies: readonly string[], houseId: string) => ({
    queryKey: ["members", room.roomId, owner, ...deputies] as const,
    queryFn: async (): Promise<readonly Member[]> => {
        const people = await peopleIn(room);
        const namesakes = new Set(people.filter((one, at) => one.name === people[at + 1]?.name).map((one) => one.name));
        const standing = (userId: string): Member["standing"] =>
            userId === owner ? "owner" : deputies.includes(userId) ? "deputy" : "member";
        return people
            .filter((one) => one.userId !== houseId)
            .map((one) => ({
                ...one,
                name: namesakes.has(one.name) ? `${one.name} (${localpart(one.userId)})` : one.name,
                standing: standing(one.userId),
                isExternal: EXTERNAL_MARK.test(one.name),
            }))
            .sort((a, b) => RANK[a.standing] - RANK[b.standing]);
    },
    staleTime: 10_000,
});

/** The members whose name or account holds these words. */
export function filterMembers(members: readonly Member[], words: string): readonly Member[] {
    const wanted = words.trim().toLowerCase();
    if (!wanted) return members;
    return members.filter(
        (member) => member.name.toLowerCase().includes(wanted) || member.userId.toLowerCase().includes(wanted),
    );
}

/** Throws ApiError, in the words of the house. */
export async function inviteInto(house: House, roomId: string, userId: string): Promise<void> {
    await asked(house.matrix.invite(roomId, userId));
    await house.queries.invalidateQueries({ queryKey: ["members", roomId] });
}
