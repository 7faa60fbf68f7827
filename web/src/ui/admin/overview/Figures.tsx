import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CensusEntry } from "../../../store/admin/census.ts";
import { clauseDays, fairnessFigures, lastWords, type Share, sumBy } from "../../../store/admin/figures.ts";
import { Button } from "../../kit/Button.tsx";
import { Card, Section } from "../../kit/Page.tsx";
import { Bars, Columns } from "../../kit/Plot.tsx";
import { useHouse } from "../../shell/context.ts";
import { useKindName } from "../names.tsx";
import style from "./Overview.module.css";

const DAYS = 30;
const DAY_MS = 86_400_000;

/** The company's groups as plots. */
export function Figures({ groups }: { groups: readonly CensusEntry[] }) {
    const { t, i18n } = useTranslation("admin");
    const kindName = useKindName();
    const open = groups.filter((group) => group.status === "open");
    const bars = (shares: Share[]) => shares.map(({ id, count }) => ({ id, label: kindName(id), value: count }));
    const day = new Intl.DateTimeFormat(i18n.language, { month: "numeric", day: "numeric", timeZone: "UTC" });
    const marks = sumBy(
        groups.flatMap((group) => group.flags),
        (flag) => flag,
        () => 1,
    );
    return (
        <Section title={t("overview.figures", { count: groups.length })}>
            <div className={style["plots"]}>
                <Plot title={t("overview.byKind")}>
                    <Bars
                        label={t("overview.byKind")}
                        bars={bars(
                            sumBy(
                                open,
                                (group) => group.kind,
                                () => 1,
                            ),
                        )}
                    />
                </Plot>
                <Plot title={t("overview.membersByKind")}>
                    <Bars
                        label={t("overview.membersByKind")}
                        bars={bars(
                            sumBy(
                                open,
                                (group) => group.kind,
                                (group) => group.members,
                            ),
                        )}
                    />
                </Plot>
                <Plot title={t("overview.busiest")}>
                    <Bars
                        label={t("overview.busiest")}
                        bars={[...open]
                            .sort((a, b) => b.messages - a.messages)
                            .slice(0, 8)
                            .map((group) => ({ id: group.room_id, label: group.name, value: group.messages }))}
                    />
                </Plot>
                <Plot title={t("overview.lastWords")}>
                    <Columns
                        label={t("overview.lastWords")}
                        head={[t("overview.day"), t("overview.groups")]}
                        points={lastWords(open, Date.now(), DAYS).map((point) => ({
                            id: String(point.day),
                            label: day.format(point.day * DAY_MS),
                            value: point.count,
                        }))}
                    />
                </Plot>
                {marks.length > 0 && (
                    <Plot title={t("overview.marks")}>
                        <Bars
                            label={t("overview.marks")}
                            bars={marks.map(({ id, count }) => ({
                                id,
                                label: t(`flags.${id}` as "flags.idle"),
                                value: count,
                            }))}
                        />
                    </Plot>
                )}
                <Fairness />
                <ClauseActs groups={open} day={day} />
            </div>
        </Section>
    );
}

function Plot({ title, children }: { title: string; children: ReactNode }) {
    return (
        <Card>
            <h3 className={style["plotTitle"]}>{title}</h3>
            {children}
        </Card>
    );
}

function Fairness() {
    const { t } = useTranslation("admin");
    const { data } = useQuery(fairnessFigures(useHouse()));
    if (!data) return null;
    const { company } = data;
    const rate = company.reversal_rate;
    return (
        <Plot title={t("overview.fairness")}>
            <Bars
                label={t("overview.fairness")}
                bars={(["strikes", "appeals", "decided", "reversed"] as const).map((name) => ({
                    id: name,
                    label: t(`overview.${name}`),
                    value: company[name],
                }))}
            />
            {rate !== null && rate !== undefined && (
                <p className={style["soft"]}>{t("overview.reversalRate", { percent: Math.round(rate * 100) })}</p>
            )}
        </Plot>
    );
}

/** Asked for on purpose only: who looks at a group from outside is filed, and its members see it later. */
function ClauseActs({ groups, day }: { groups: readonly CensusEntry[]; day: Intl.DateTimeFormat }) {
    const { t } = useTranslation("admin");
    const [isWanted, setWanted] = useState(false);
    const { data, isFetching } = useQuery(clauseDays(useHouse(), isWanted ? groups : undefined));
    if (!data) {
        return (
            <Plot title={t("overview.verdicts")}>
                <p className={style["soft"]}>{t("overview.filed")}</p>
                <div>
                    <Button isPending={isFetching} onPress={() => setWanted(true)}>
                        {t("overview.show")}
                    </Button>
                </div>
            </Plot>
        );
    }
    const today = Math.floor(Date.now() / DAY_MS);
    const counts = new Map<number, number>();
    for (const one of data) counts.set(one.day, (counts.get(one.day) ?? 0) + one.count);
    const points = Array.from({ length: DAYS }, (_, at) => {
        const number = today - DAYS + 1 + at;
        return { id: String(number), label: day.format(number * DAY_MS), value: counts.get(number) ?? 0 };
    });
    return (
        <>
            <Plot title={t("overview.verdicts")}>
                <Bars
                    label={t("overview.verdicts")}
                    bars={sumBy(
                        data,
                        (one) => one.verdict,
                        (one) => one.count,
                    ).map(({ id, count }) => ({ id, label: t(`verdicts.${id}` as "verdicts.hold"), value: count }))}
                />
            </Plot>
            <Plot title={t("overview.verdictsByDay")}>
                <Columns
                    label={t("overview.verdictsByDay")}
                    head={[t("overview.day"), t("overview.times")]}
                    points={points}
                />
            </Plot>
        </>
    );
}
