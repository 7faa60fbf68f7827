/** The members of a group, as its panels list them. */
import type { Room } from "../api/matrix.ts";
import { plainName } from "../util/text.ts";
import type { House } from "./house.ts";
import { asked } from "./timelineActions.ts";

export type Member = {
    readonly userId: string;
    readonly name: string;
    readonly avatar: string | undefined; // mxc://
    readonly standing: "owner" | "deputy" | "member";
    readonly isInvited: boolean;
    readonly isExternal: boolean;
};

const BY_NAME = new Intl.Collator("zh-CN"); // one for all: localeCompare looks for its own each time
const EXTERNAL_MARK = /（外部 \/ external）/; // as the house marks the names of people from outside

/** Members are loaded when somebody asks for them: the first sync brings only those who wrote of late. */
export const membersOf = (room: Room, owner: string, deputies: readonly string[], houseId: string) => ({
    queryKey: ["members", room.roomId, owner, ...deputies] as const,
    queryFn: async (): Promise<readonly Member[]> => {
        await room.loadMembersIfNeeded();
        const rank = { owner: 0, deputy: 1, member: 2 };
        return [...room.getMembersWithMembership("join"), ...room.getMembersWithMembership("invite")]
            .filter((member) => member.userId !== houseId)
            .map(
                (member): Member => ({
                    userId: member.userId,
                    name: plainName(member.name) || member.userId,
                    avatar: member.getMxcAvatarUrl() ?? undefined,
                    standing:
                        member.userId === owner ? "owner" : deputies.includes(member.userId) ? "deputy" : "member",
                    isInvited: member.membership === "invite",
                    isExternal: EXTERNAL_MARK.test(member.name),
                }),
            )
            .sort((a, b) => rank[a.standing] - rank[b.standing] || BY_NAME.compare(a.name, b.name));
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
