/** What waits, and how the company's groups are: the first page of the administration. */
import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { wholeCensus } from "../../../store/admin/census.ts";
import { Page, Section } from "../../kit/Page.tsx";
import { Failed, Loading } from "../../kit/states.tsx";
import { useHouse } from "../../shell/context.ts";
import { usePlaces } from "../places.ts";
import { useCounts, useQueueNames } from "../queues/counts.ts";
import style from "./Overview.module.css";

const Figures = lazy(() => import("./Figures.tsx").then((found) => ({ default: found.Figures })));

export function Overview() {
    const { t } = useTranslation("admin");
    const { data, error, refetch } = useQuery(wholeCensus(useHouse()));
    const places = usePlaces() ?? [];
    return (
        <Page title={t("places.overview")} isWide>
            {places.some((place) => place.name === "queues") && <Waiting />}
            <Ways />
            {error ? <Failed error={error} onRetry={() => void refetch()} /> : null}
            {data ? (
                <Suspense fallback={<Loading />}>
                    <Figures groups={data.filter((group) => group.status !== "closed")} />
                </Suspense>
            ) : (
                !error && <Loading />
            )}
        </Page>
    );
}

function Waiting() {
    const { t } = useTranslation("admin");
    const counts = useCounts();
    const names = useQueueNames();
    return (
        <Section title={t("overview.waiting")}>
            <ul className={style["cards"]}>
                {names
                    .filter((name) => counts[name] !== undefined)
                    .map((name) => (
                        <li key={name}>
                            <Link
                                href={`/admin/queues/${name}`}
                                className={`${style["card"]} ${counts[name] ? style["due"] : ""}`}
                            >
                                <span className={style["figure"]}>{counts[name]}</span>
                                {t(`queues.names.${name}`)}
                            </Link>
                        </li>
                    ))}
            </ul>
        </Section>
    );
}

/** On phones the ways stand here, not at the side. */
function Ways() {
    const { t } = useTranslation("admin");
    const places = usePlaces() ?? [];
    return (
        <nav className={style["ways"]} aria-label={t("ways")}>
            <ul>
                {places
                    .filter((place) => place.name !== "overview")
                    .map(({ name, path, icon: Icon }) => (
                        <li key={name}>
                            <Link href={path} className={style["way"] ?? ""}>
                                <Icon size={20} aria-hidden />
                                <span>{t(`places.${name}`)}</span>
                                <ChevronRight size={18} aria-hidden />
                            </Link>
                        </li>
                    ))}
            </ul>
        </nav>
    );
}
