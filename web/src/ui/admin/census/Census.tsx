/** The register of all groups: looked through, sorted, chosen from, taken along, cleaned up. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { ALL_GROUPS, type CensusQuery, censusPages } from "../../../store/admin/census.ts";
import { Button } from "../../kit/Button.tsx";
import { Page } from "../../kit/Page.tsx";
import { Empty, Failed, Loading } from "../../kit/states.tsx";
import { DataTable } from "../../kit/Table.tsx";
import { useHouse } from "../../shell/context.ts";
import { useBack } from "../narrow.ts";
import style from "./Census.module.css";
import { CensusExport } from "./CensusExport.tsx";
import { CensusFilters } from "./CensusFilters.tsx";
import { ChosenActs } from "./ChosenActs.tsx";
import { ColumnChoice, useShownColumns } from "./columns.tsx";

export function Census() {
    const { t } = useTranslation(["admin", "common"]);
    const [query, setQuery] = useState<CensusQuery>(ALL_GROUPS);
    const shown = useShownColumns();
    return (
        <Page
            title={t("places.groups")}
            {...useBack()}
            isWide
            actions={
                <>
                    <ColumnChoice {...shown} />
                    <CensusExport query={query} />
                </>
            }
        >
            <CensusFilters query={query} onChange={setQuery} />
            <Groups query={query} onSort={(sort) => setQuery({ ...query, ...sort })} columns={shown.columns} />
        </Page>
    );
}

function Groups({
    query,
    onSort,
    columns,
}: {
    query: CensusQuery;
    onSort: (sort: Pick<CensusQuery, "order" | "isBackwards">) => void;
    columns: ReturnType<typeof useShownColumns>["columns"];
}) {
    const { t } = useTranslation(["admin", "common"]);
    const [, go] = useLocation();
    const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
    const pages = useInfiniteQuery({ ...censusPages(useHouse(), query), placeholderData: (before) => before });
    if (pages.error) return <Failed error={pages.error} onRetry={() => void pages.refetch()} />;
    if (!pages.data) return <Loading />;
    const groups = pages.data.pages.flatMap((page) => page.groups);
    const total = pages.data.pages[0]?.total ?? 0;
    const visible = new Set(groups.map((group) => group.room_id).filter((roomId) => chosen.has(roomId)));
    return (
        <>
            <div className={style["line"]}>
                <p role="status">{t("census.total", { count: total })}</p>
                <ChosenActs
                    groups={groups.filter((group) => visible.has(group.room_id))}
                    onDone={() => setChosen(new Set())}
                />
            </div>
            <DataTable
                label={t("places.groups")}
                columns={columns}
                rows={groups}
                rowId={(group) => group.room_id}
                sorting={{ column: query.order, isDescending: query.isBackwards }}
                onSort={(sort) => onSort({ order: sort.column, isBackwards: sort.isDescending })}
                chosen={visible}
                onChoose={setChosen}
                onOpen={(roomId) => go(`/admin/groups/${encodeURIComponent(roomId)}`)}
                empty={<Empty title={t("census.none")} hint={t("census.noneHint")} />}
            />
            {pages.hasNextPage && (
                <Button onPress={() => void pages.fetchNextPage()} isPending={pages.isFetchingNextPage}>
                    {t("showMore")}
                </Button>
            )}
        </>
    );
}
