/** The members: who answers for the group first, why each is in, who is an exception, who may not write just now. */
import { useQuery } from "@tanstack/react-query";
import { Mail, UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Virtualizer } from "virtua";
import { charterOf, exceptionsOf, groupOf, restraintsOf, versionOf } from "../../../store/charter.ts";
import { filterMembers } from "../../../store/charterMembers.ts";
import { isFree } from "../../../store/leaving.ts";
import { personIdOf } from "../../../store/people.ts";
import { isOver } from "../../../store/timelineActions.ts";
import { Button } from "../../kit/Button.tsx";
import { SearchField } from "../../kit/Field.tsx";
import { Empty, Failed, Loading } from "../../kit/states.tsx";
import { useHouse } from "../../shell/context.ts";
import { ExceptionDialog } from "./ExceptionDialog.tsx";
import { InviteDialog } from "./InviteDialog.tsx";
import { MemberRow } from "./MemberRow.tsx";
import style from "./MembersPanel.module.css";
import type { PanelProps } from "./Panel.tsx";
import { useMembers } from "./useMembers.ts";

export function MembersPanel({ room, chat }: PanelProps) {
    const { t } = useTranslation(["charter", "common"]);
    const house = useHouse();
    const group = useQuery({ ...groupOf(house, room.roomId, versionOf(room)), enabled: !chat.isDirect }).data;
    const mayGovern = group?.may_govern ?? false;
    const found = useMembers(room, group ? charterOf(group) : null);
    const exceptions = useQuery({ ...exceptionsOf(house, room.roomId), enabled: !chat.isDirect }).data ?? [];
    const restraints = useQuery(restraintsOf(house, room.roomId, mayGovern)).data ?? [];
    const [words, setWords] = useState("");
    const [asks, setAsks] = useState<"add" | "invite" | null>(null);
    const mayInvite = isFree(room) && !isOver(room);
    if (found.isPending) return <Loading words={t("loadingMembers")} />;
    if (!found.data) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
    const shown = filterMembers(found.data, words);
    return (
        <div className={style["panel"]}>
            <div className={style["tools"]}>
                <SearchField label={t("findMember")} value={words} onChange={setWords} />
                {mayInvite && (
                    <Button isSmall onPress={() => setAsks("invite")}>
                        <Mail size={16} aria-hidden />
                        {t("invite")}
                    </Button>
                )}
                {mayGovern && (
                    <Button isSmall onPress={() => setAsks("add")}>
                        <UserPlus size={16} aria-hidden />
                        {t("addPerson")}
                    </Button>
                )}
                <p role="status" className={style["count"]}>
                    {t("common:members", { count: shown.length })}
                </p>
            </div>
            {shown.length === 0 && <Empty title={t("nobodyFound")} />}
            <div className={style["list"]}>
                <Virtualizer as="ul" item="li" data={shown}>
                    {(member) => (
                        <MemberRow
                            key={member.userId}
                            member={member}
                            roomId={room.roomId}
                            mayGovern={mayGovern}
                            exception={exceptions.find((one) => one.person_id === personIdOf(member.userId))}
                            restraint={restraints.find((one) => one.user_id === member.userId)}
                        />
                    )}
                </Virtualizer>
            </div>
            {asks === "add" && <ExceptionDialog roomId={room.roomId} effect="include" onClose={() => setAsks(null)} />}
            {asks === "invite" && <InviteDialog roomId={room.roomId} onClose={() => setAsks(null)} />}
        </div>
    );
}
