/** Whom a person answers to, who answers to him, and the groups in which reader and person both are. */
import { useQuery } from "@tanstack/react-query";
import { ArrowDown } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { lineQuery, mutualRoomsQuery, type Person, reportsQuery } from "../../store/people.ts";
import { Section } from "../kit/Page.tsx";
import { Portrait } from "../kit/Portrait.tsx";
import { Failed, Loading } from "../kit/states.tsx";
import { useHouse } from "../shell/context.ts";
import { PersonLink } from "./PersonLink.tsx";
import style from "./Profile.module.css";

export function ReportingLine({ person }: { person: Person }) {
    const { t } = useTranslation("people");
    const { api } = useHouse();
    const line = useQuery(lineQuery(api, person));
    const reports = useQuery(reportsQuery(api, person.person_id));
    const under = reports.data?.people ?? [];
    if (line.error || reports.error) return <Failed error={line.error ?? reports.error} />;
    if (!line.data) return <Loading />;
    if (line.data.length === 0 && under.length === 0) return null;
    return (
        <Section title={t("line")}>
            {line.data.length > 0 && (
                <ol className={style["line"]} aria-label={t("superiors")}>
                    {line.data.map((one, at) => (
                        <li key={one.person_id}>
                            <PersonLink
                                person={one}
                                note={
                                    at === line.data.length - 1 ? (
                                        <span className={style["note"]}>{t("directSuperior")}</span>
                                    ) : undefined
                                }
                            />
                            <ArrowDown size={14} aria-hidden className={style["arrow"]} />
                        </li>
                    ))}
                    <li className={style["self"]}>{person.name}</li>
                </ol>
            )}
            {under.length > 0 && (
                <>
                    <h3 className={style["subhead"]}>{t("reports", { count: reports.data?.total ?? 0 })}</h3>
                    <ul className={style["list"]} aria-label={t("reportsList")}>
                        {under.map((one) => (
                            <li key={one.person_id}>
                                <PersonLink person={one} />
                            </li>
                        ))}
                    </ul>
                </>
            )}
        </Section>
    );
}

export function CommonGroups({ userId }: { userId: string }) {
    const { t } = useTranslation("people");
    const house = useHouse();
    const found = useQuery(mutualRoomsQuery(house.matrix, userId));
    const groups = (found.data ?? []).flatMap((roomId) => house.chats.find(roomId) ?? []);
    if (groups.length === 0) return null;
    return (
        <Section title={t("common")}>
            <ul className={style["list"]}>
                {groups.map((chat) => (
                    <li key={chat.roomId}>
                        <Link href={`/chats/${encodeURIComponent(chat.roomId)}`} className={style["group"] ?? ""}>
                            <Portrait
                                name={chat.name}
                                id={chat.otherId ?? chat.roomId}
                                isPerson={chat.isDirect}
                                size={32}
                                mxc={chat.avatar}
                            />
                            <span>{chat.isDirect ? t("directChat") : chat.name}</span>
                        </Link>
                    </li>
                ))}
            </ul>
        </Section>
    );
}
