/** One person: what he does, where, whom he answers to, what groups are shared, and how to write to him. */
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, MessageSquare, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { ApiError } from "../../api/errors.ts";
import { findDirect } from "../../store/direct.ts";
import { me } from "../../store/me.ts";
import { type Person, personQuery, reachQuery } from "../../store/people.ts";
import { Button, IconButton } from "../kit/Button.tsx";
import { Notice } from "../kit/Notice.tsx";
import { Portrait } from "../kit/Portrait.tsx";
import { Empty, Failed, Loading, useErrorWords } from "../kit/states.tsx";
import { TrustPart } from "../security/Trust.tsx";
import { useHouse } from "../shell/context.ts";
import { AskFirst } from "./AskFirst.tsx";
import { PersonEditor } from "./PersonEditor.tsx";
import style from "./Profile.module.css";
import { ProfileFacts } from "./ProfileFacts.tsx";
import { CommonGroups, ReportingLine } from "./ProfileLine.tsx";
import { usePresence } from "./usePresence.ts";
import { useStartChat } from "./useStartChat.ts";

export function Profile({ personId }: { personId: string }) {
    const { t } = useTranslation("people");
    const house = useHouse();
    const found = useQuery(personQuery(house.api, personId));
    if (found.isLoading) return <Loading isPage />;
    if (found.error instanceof ApiError && found.error.status === 404) {
        return <Empty title={t("nobody")} hint={t("nobodyHint")} />;
    }
    if (!found.data) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
    return <Shown person={found.data} />;
}

function Shown({ person }: { person: Person }) {
    const { t } = useTranslation(["people", "common"]);
    const house = useHouse();
    const [, go] = useLocation();
    const mxc = house.matrix.getUser(person.user_id)?.avatarUrl;
    const isSelf = person.user_id === house.userId;
    return (
        <article className={style["profile"]}>
            <header className={style["head"]}>
                <span className={style["back"]}>
                    <IconButton label={t("common:back")} onPress={() => go("/people")}>
                        <ArrowLeft size={20} aria-hidden />
                    </IconButton>
                </span>
                <Portrait name={person.name} id={person.user_id} isPerson size={72} mxc={mxc} />
                <div className={style["titles"]}>
                    <h1 className={style["name"]}>{person.name}</h1>
                    <p className={style["about"]}>
                        {[...new Set([person.title, person.rank])].filter(Boolean).join(" · ")}
                    </p>
                    <Presence userId={person.user_id} />
                    {person.status === "suspended" && <p className={style["status"]}>{t("statuses.suspended")}</p>}
                    {person.status === "left" && <p className={style["status"]}>{t("statuses.left")}</p>}
                </div>
            </header>
            <Actions person={person} isSelf={isSelf} />
            {!isSelf && person.status === "active" && <TrustPart userId={person.user_id} name={person.name} />}
            <ProfileFacts person={person} />
            <ReportingLine person={person} />
            {!isSelf && <CommonGroups userId={person.user_id} />}
        </article>
    );
}

function Presence({ userId }: { userId: string }) {
    const { t } = useTranslation("people");
    const presence = usePresence(userId);
    if (presence !== "online" && presence !== "unavailable") return null;
    return (
        <p className={style["presence"]} data-presence={presence}>
            {t(`presence.${presence}`)}
        </p>
    );
}

function Actions({ person, isSelf }: { person: Person; isSelf: boolean }) {
    const { t } = useTranslation("people");
    const house = useHouse();
    const [isEditing, setEditing] = useState(false);
    const rights = useQuery(me(house)).data?.rights;
    return (
        <div className={style["actions"]}>
            {!isSelf && person.status === "active" && <Write person={person} />}
            {rights?.manage_directory && (
                <Button onPress={() => setEditing(true)}>
                    <Pencil size={16} aria-hidden />
                    {t("edit.open")}
                </Button>
            )}
            {isEditing && <PersonEditor person={person} onClose={() => setEditing(false)} />}
        </div>
    );
}

/** Writing to him, or why that isn't possible; where somebody is asked first, that is said before it is asked. */
function Write({ person }: { person: Person }) {
    const { t, i18n } = useTranslation("people");
    const house = useHouse();
    const errorWords = useErrorWords();
    const start = useStartChat();
    const [isAsking, setAsking] = useState(false);
    const reach = useQuery(reachQuery(house.api, person.user_id));
    const hasChat = findDirect(house.matrix, person.user_id) !== undefined;
    const isRefused = !hasChat && reach.data?.may["write"] === false;
    const asksFirst = !hasChat && !isRefused && (reach.data?.is_asked_first ?? false);
    const why = reach.data?.why["write"];
    return (
        <>
            {!isRefused && (
                <Button
                    look="primary"
                    isPending={start.isPending}
                    isDisabled={reach.isLoading && !hasChat}
                    onPress={() => (asksFirst ? setAsking(true) : start.mutate(person.user_id))}
                >
                    <MessageSquare size={16} aria-hidden />
                    {asksFirst ? t("askFirst") : t("write")}
                </Button>
            )}
            {isRefused && (
                <Notice look="refusal" title={t("mayNotWrite")}>
                    {why?.[i18n.language] ?? why?.["zh-CN"]}
                </Notice>
            )}
            {asksFirst && !start.error && <Notice look="info">{t("asksFirst", { name: person.name })}</Notice>}
            {start.error && (
                <Notice look={asksFirst ? "warning" : "refusal"} isLive>
                    {errorWords(start.error)}
                </Notice>
            )}
            <AskFirst
                name={person.name}
                isOpen={isAsking}
                onClose={() => setAsking(false)}
                onAsk={() => start.mutate(person.user_id)}
            />
        </>
    );
}
