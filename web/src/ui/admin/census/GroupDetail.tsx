/** One group of the register: what it is for, how it stands, what its clauses did, and what can be done to it. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, type RouteComponentProps } from "wouter";
import { type CensusEntry, charterVersions, clauseFigures, groupOf, wholeCensus } from "../../../store/admin/census.ts";
import { mergesOf } from "../../../store/admin/merges.ts";
import { fullTime } from "../../../util/time.ts";
import { Card, Page, Section } from "../../kit/Page.tsx";
import { Bars } from "../../kit/Plot.tsx";
import { Empty, Failed, Loading } from "../../kit/states.tsx";
import { useHouse } from "../../shell/context.ts";
import { GroupExports } from "../keeping/GroupExports.tsx";
import { PersonName, useKindName } from "../names.tsx";
import style from "./Census.module.css";
import { ChosenActs } from "./ChosenActs.tsx";
import { Flags } from "./columns.tsx";
import { GoverningActs } from "./GoverningActs.tsx";

export function GroupDetail({ params }: RouteComponentProps<{ roomId: string }>) {
    const { t } = useTranslation(["admin", "common"]);
    const roomId = decodeURIComponent(params.roomId);
    const { data, error, refetch } = useQuery(wholeCensus(useHouse()));
    if (error) return <Failed error={error} onRetry={() => void refetch()} />;
    if (!data) return <Loading isPage />;
    const group = data.find((one) => one.room_id === roomId);
    if (!group) return <Empty title={t("common:notFound")} hint={t("common:notFoundHint")} />;
    return (
        <Page title={group.name} subtitle={group.purpose} back="/admin/groups" isWide>
            <ChosenActs groups={[group]} onDone={() => undefined} />
            <GoverningActs group={group} />
            <Facts group={group} />
            <Clauses roomId={roomId} />
            <ClauseCounts roomId={roomId} />
            <Merges roomId={roomId} />
            <GroupExports roomId={roomId} />
        </Page>
    );
}

function Facts({ group }: { group: CensusEntry }) {
    const { t, i18n } = useTranslation("admin");
    const kindName = useKindName();
    const when = (ms: number | null) => (ms ? fullTime(ms, i18n.language) : "–");
    const facts: [string, ReactNode][] = [
        [t("columns.kind"), kindName(group.kind)],
        [t("columns.status"), t(`statuses.${group.status}` as "statuses.open")],
        [t("columns.label"), t(`labels.${group.label}` as "labels.open")],
        [t("columns.owner"), <PersonName key="owner" id={group.owner} withPlace />],
        [t("census.deputies"), group.deputies.length === 0 ? "–" : <Deputies key="deputies" ids={group.deputies} />],
        [t("columns.members"), group.size_budget ? `${group.members} / ${group.size_budget}` : group.members],
        [t("columns.messages"), t("census.activity", { count: group.messages, posters: group.posters })],
        [t("columns.last_message"), when(group.last_message_ts)],
        [t("columns.review_date"), group.review_date ?? "–"],
        [t("columns.last_review"), when(group.last_review_ts)],
        [t("columns.founded"), when(group.founded_ts)],
    ];
    if (group.archive_ts) facts.push([t("census.archivesAt"), when(group.archive_ts)]);
    if (group.override) facts.push([t("census.override"), group.override]);
    return (
        <Card>
            <Flags flags={group.flags} />
            <dl className={style["facts"]}>
                {facts.map(([name, value]) => (
                    <div key={name} className={style["fact"]}>
                        <dt>{name}</dt>
                        <dd>{value}</dd>
                    </div>
                ))}
            </dl>
        </Card>
    );
}

function Deputies({ ids }: { ids: readonly string[] }) {
    const { t } = useTranslation("admin");
    return ids.map((id, at) => (
        <span key={id}>
            {at > 0 && t("comma")}
            <PersonName id={id} />
        </span>
    ));
}

function Clauses({ roomId }: { roomId: string }) {
    const { t, i18n } = useTranslation("admin");
    const house = useHouse();
    const { data: group } = useQuery(groupOf(house, roomId));
    const { data: history } = useQuery(charterVersions(house, roomId));
    const lines = (group?.text?.[i18n.language] ?? "").split("\n").filter((line) => line.trim() !== "");
    if (lines.length === 0) return null;
    return (
        <Section title={t("census.charter", { version: group?.charter_version ?? 0 })}>
            <Card>
                <ul className={style["list"]}>
                    {lines.map((line) => (
                        <li key={line}>{line}</li>
                    ))}
                </ul>
            </Card>
            <details>
                <summary>{t("census.versions", { count: history?.versions.length ?? 0 })}</summary>
                <ul className={style["list"]}>
                    {history?.versions.map((one) => (
                        <li key={one.version}>
                            {t("census.version", { version: one.version })} <PersonName id={one.author} />{" "}
                            {fullTime(one.ts, i18n.language)}
                        </li>
                    ))}
                </ul>
            </details>
        </Section>
    );
}

function ClauseCounts({ roomId }: { roomId: string }) {
    const { t } = useTranslation(["admin", "charter"]);
    const house = useHouse();
    const { data } = useQuery(clauseFigures(house, roomId));
    const clauses = useQuery(groupOf(house, roomId)).data?.words?.clauses ?? [];
    const nameOf = (id: string): string => {
        const clause = clauses.find((one) => one.id === id);
        return clause ? `${clause.number}. ${t(`charter:type.${clause.type as "posting"}`)}` : id; // it may be gone
    };
    const sums = sumsOf(data?.figures ?? []);
    if (sums.length === 0) return null;
    return (
        <Section title={t("census.clauseCounts")}>
            <Card>
                <Bars
                    label={t("census.clauseCounts")}
                    bars={sums.map(({ clause, verdict, count }) => ({
                        id: `${clause} ${verdict}`,
                        label: `${nameOf(clause)} · ${t(`verdicts.${verdict}` as "verdicts.refuse")}`,
                        value: count,
                    }))}
                />
            </Card>
        </Section>
    );
}

type Sum = { clause: string; verdict: string; count: number };

function sumsOf(figures: readonly { clause_id: string; verdict: string; count: number }[]): Sum[] {
    const sums = new Map<string, Sum>();
    for (const { clause_id: clause, verdict, count } of figures) {
        const key = `${clause} ${verdict}`;
        const sum = sums.get(key) ?? { clause, verdict, count: 0 };
        sums.set(key, { ...sum, count: sum.count + count });
    }
    return [...sums.values()].sort((a, b) => b.count - a.count);
}

function Merges({ roomId }: { roomId: string }) {
    const { t } = useTranslation("admin");
    const { data } = useQuery(mergesOf(useHouse(), roomId));
    if (!data || data.merges.length === 0) return null;
    return (
        <Section title={t("merge.list")}>
            <ul className={style["list"]}>
                {data.merges.map((merge) => (
                    <li key={merge.merge_id}>
                        <Link href={`/admin/merges/${encodeURIComponent(merge.merge_id)}`}>
                            {t("merge.page", { name: merge.name, into: merge.into_name })}
                        </Link>{" "}
                        {t(`merge.statuses.${merge.status}` as "merge.statuses.open")}
                    </li>
                ))}
            </ul>
        </Section>
    );
}
