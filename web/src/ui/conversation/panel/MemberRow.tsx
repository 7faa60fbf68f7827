import { useMutation, useQuery } from "@tanstack/react-query";
import {
    CircleHelp,
    Ellipsis,
    MessageCircleOff,
    MessageCircleReply,
    ShieldQuestion,
    Undo2,
    UserMinus,
} from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type AudienceException, endException, liftRestraint, type Restraint, whyIn } from "../../../store/charter.ts";
import type { Member } from "../../../store/charterMembers.ts";
import { language } from "../../../store/language.ts";
import { personIdOf } from "../../../store/people.ts";
import { clockTime } from "../../../util/time.ts";
import { type Item, MenuButton } from "../../kit/Menu.tsx";
import { useObserved } from "../../kit/observed.ts";
import { Portrait } from "../../kit/Portrait.tsx";
import { useErrorWords } from "../../kit/states.tsx";
import { tell, tellError } from "../../kit/Toasts.tsx";
import { useCompare } from "../../security/useCompare.ts";
import { useHouse } from "../../shell/context.ts";
import { isHouse } from "../timeline/names.ts";
import { ExceptionDialog } from "./ExceptionDialog.tsx";
import style from "./MembersPanel.module.css";
import { RestraintDialog } from "./RestraintDialog.tsx";

type Props = {
    member: Member;
    roomId: string;
    mayGovern: boolean;
    exception: AudienceException | undefined;
    restraint: Restraint | undefined;
};

export function MemberRow({ member, roomId, mayGovern, exception, restraint }: Props) {
    const { t } = useTranslation("charter");
    const house = useHouse();
    const spoken = useObserved(language);
    const [asks, setAsks] = useState<"why" | "exclude" | "restrain" | null>(null);
    const why = useQuery({ ...whyIn(house, roomId, personIdOf(member.userId)), enabled: asks === "why" }).data;
    const items = useItems({ member, roomId, mayGovern, exception, restraint }, setAsks, asks === "why");
    return (
        <div className={style["row"]}>
            <div className={style["head"]}>
                <Portrait name={member.name} id={member.userId} isPerson size={32} mxc={member.avatar} />
                <div className={style["name"]}>
                    <span>{member.name}</span>
                    <span className={style["marks"]}>
                        {member.standing !== "member" && <span>{t(member.standing)}</span>}
                        {member.isInvited && <span>{t("invited")}</span>}
                        {member.isExternal && <span className={style["exception"]}>{t("external")}</span>}
                        {exception && <span className={style["exception"]}>{t("isException")}</span>}
                        {restraint && (
                            <span className={style["restrained"]}>
                                {t(`restrained.${restraint.act as "mute"}`, {
                                    time: clockTime(restraint.until_ts, spoken),
                                })}
                            </span>
                        )}
                    </span>
                </div>
                <MenuButton
                    label={t("moreAbout", { person: member.name })}
                    icon={<Ellipsis size={20} aria-hidden />}
                    items={items}
                />
            </div>
            {asks === "why" && why && (
                <p role="status" className={style["why"]}>
                    {why.reason[spoken]}
                    {exception && ` ${t("exceptionReason", { reason: exception.reason })}`}
                </p>
            )}
            {asks === "exclude" && (
                <ExceptionDialog
                    roomId={roomId}
                    effect="exclude"
                    person={{ id: personIdOf(member.userId), name: member.name }}
                    onClose={() => setAsks(null)}
                />
            )}
            {asks === "restrain" && <RestraintDialog roomId={roomId} member={member} onClose={() => setAsks(null)} />}
        </div>
    );
}

function useItems(
    { member, roomId, mayGovern, exception, restraint }: Props,
    ask: (what: "why" | "exclude" | "restrain" | null) => void,
    isWhyShown: boolean,
): Item[] {
    const { t } = useTranslation(["charter", "security"]);
    const house = useHouse();
    const compare = useCompare();
    const errorWords = useErrorWords();
    const act = useMutation({
        mutationFn: (deed: () => Promise<void>) => deed(),
        onSuccess: () => tell(t("done")),
        onError: (error) => tellError(errorWords(error)),
    });
    const items: Item[] = [
        {
            id: "why",
            label: t(isWhyShown ? "hideWhy" : "why"),
            icon: <CircleHelp size={18} aria-hidden />,
            onAction: () => ask(isWhyShown ? null : "why"),
        },
    ];
    if (member.userId === house.userId) return items;
    if (!isHouse(member.userId)) {
        items.push({
            id: "compare",
            label: t("security:trust.compare"),
            icon: <ShieldQuestion size={18} aria-hidden />,
            onAction: () => void compare.withPerson(member.userId, member.name),
        });
    }
    if (!mayGovern) return items;
    if (restraint) {
        items.push({
            id: "lift",
            label: t("lift"),
            icon: <MessageCircleReply size={18} aria-hidden />,
            onAction: () => act.mutate(() => liftRestraint(house, roomId, member.userId)),
        });
    } else {
        items.push({
            id: "restrain",
            label: t("restrain"),
            icon: <MessageCircleOff size={18} aria-hidden />,
            onAction: () => ask("restrain"),
        });
    }
    if (exception) {
        items.push({
            id: "end",
            label: t("endException"),
            icon: <Undo2 size={18} aria-hidden />,
            onAction: () => act.mutate(() => endException(house, roomId, exception.exception_id)),
        });
    } else if (member.standing === "member") {
        items.push({
            id: "exclude",
            label: t("removePerson"),
            icon: <UserMinus size={18} aria-hidden />,
            isDanger: true,
            onAction: () => ask("exclude"),
        });
    }
    return items;
}
