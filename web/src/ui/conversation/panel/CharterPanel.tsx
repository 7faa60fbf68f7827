/** The charter beside the conversation: what the group is for, who is in and why, what may be posted. */
import { useQuery } from "@tanstack/react-query";
import { PenLine } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { charterOf, type GroupView, groupOf, mustAccept, versionOf } from "../../../store/charter.ts";
import { language } from "../../../store/language.ts";
import { ClauseList } from "../../charter/ClauseList.tsx";
import { useFigures } from "../../charter/useFigures.ts";
import { Button, LinkButton } from "../../kit/Button.tsx";
import { useObserved } from "../../kit/observed.ts";
import { Empty, Failed, Loading } from "../../kit/states.tsx";
import { useHouse } from "../../shell/context.ts";
import style from "./CharterPanel.module.css";
import { AcceptBar } from "./CharterPanelAccept.tsx";
import { Looks } from "./CharterPanelLooks.tsx";
import { People, WhoIsIn } from "./CharterPanelPeople.tsx";
import { Versions } from "./CharterPanelVersions.tsx";
import type { PanelProps } from "./Panel.tsx";

const CharterEditor = lazy(() =>
    import("../../charter/CharterEditor.tsx").then((found) => ({ default: found.CharterEditor })),
);

export function CharterPanel({ room, chat }: PanelProps) {
    const { t } = useTranslation("charter");
    const house = useHouse();
    const found = useQuery({ ...groupOf(house, room.roomId, versionOf(room)), enabled: !chat.isDirect });
    if (chat.isDirect) return <Empty title={t("direct")} hint={t("directHint")} />;
    if (found.isPending) return <Loading words={t("loading")} />;
    if (!found.data) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
    const group = found.data;
    if (group.status === "draft") {
        return (
            <Empty
                title={t("draft")}
                hint={t("draftHint")}
                action={
                    group.may_govern ? (
                        <LinkButton look="primary" href={`/found?draft=${encodeURIComponent(room.roomId)}`}>
                            {t("complete")}
                        </LinkButton>
                    ) : undefined
                }
            />
        );
    }
    return <WholeCharter group={group} room={room} />;
}

function WholeCharter({ group, room }: { group: GroupView; room: PanelProps["room"] }) {
    const { t } = useTranslation("charter");
    const spoken = useObserved(language);
    const [isEdited, setEdited] = useState(false);
    const figures = useFigures(group);
    const charter = charterOf(group);
    if (!charter || !group.words) return <Empty title={t("draft")} hint={t("draftHint")} />;
    return (
        <div className={style["panel"]}>
            {mustAccept(group) && <AcceptBar group={group} />}
            <section className={style["part"]}>
                <p className={style["purpose"]}>{charter.purpose}</p>
                <p className={style["facts"]}>
                    {group.words.kind[spoken]} · {t("version", { version: group.charter_version })}
                    {group.status !== "open" && ` · ${t(`status.${group.status as "archived"}`)}`}
                </p>
                {group.may_govern && group.status === "open" && (
                    <Button isSmall onPress={() => setEdited(true)}>
                        <PenLine size={16} aria-hidden />
                        {t("edit")}
                    </Button>
                )}
            </section>
            <People charter={charter} room={room} />
            <WhoIsIn group={group} room={room} />
            <section className={style["part"]}>
                <h3 className={style["title"]}>{t("clauses")}</h3>
                <ClauseList clauses={group.words.clauses} figures={figures} />
            </section>
            <section className={style["part"]}>
                <h3 className={style["title"]}>{t("labelTitle")}</h3>
                <p>{group.words.label[spoken]}</p>
                {charter.review_date && <p className={style["facts"]}>{t("review", { date: charter.review_date })}</p>}
            </section>
            <Versions group={group} />
            <Looks roomId={group.room_id} />
            {isEdited && (
                <Suspense fallback={<Loading />}>
                    <CharterEditor group={group} charter={charter} onClose={() => setEdited(false)} />
                </Suspense>
            )}
        </div>
    );
}
