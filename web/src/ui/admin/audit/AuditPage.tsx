/** The audit log, the newest first: who did what to whom, with what it was before and is after. */
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ALL_ROWS, type AuditQuery, auditPages, exportAudit } from "../../../store/admin/audit.ts";
import { saveFile } from "../../../util/save.ts";
import { Button } from "../../kit/Button.tsx";
import { TextField } from "../../kit/Field.tsx";
import { Page } from "../../kit/Page.tsx";
import { Empty, Failed, Loading, useErrorWords } from "../../kit/states.tsx";
import { tellError } from "../../kit/Toasts.tsx";
import { PersonField } from "../../people/PersonField.tsx";
import { useHouse } from "../../shell/context.ts";
import { DateField } from "../DateField.tsx";
import { useBack } from "../narrow.ts";
import { ActField } from "./ActField.tsx";
import style from "./Audit.module.css";
import { ChainCheck } from "./ChainCheck.tsx";
import { Row } from "./Row.tsx";

export function AuditPage() {
    const { t } = useTranslation("admin");
    const house = useHouse();
    const errorWords = useErrorWords();
    const [query, setQuery] = useState<AuditQuery>(ALL_ROWS);
    const saving = useMutation({
        mutationFn: async () => saveFile("audit.jsonl", await exportAudit(house, query)),
        onError: (error) => tellError(errorWords(error)),
    });
    return (
        <Page
            title={t("places.audit")}
            {...useBack()}
            actions={
                <Button isPending={saving.isPending} onPress={() => saving.mutate()}>
                    <Download size={16} aria-hidden />
                    {t("audit.export")}
                </Button>
            }
        >
            <ChainCheck />
            <Filters query={query} onChange={setQuery} />
            <Rows query={query} onChange={setQuery} />
        </Page>
    );
}

function Filters({ query, onChange }: { query: AuditQuery; onChange: (query: AuditQuery) => void }) {
    const { t } = useTranslation("admin");
    const set = (field: keyof AuditQuery) => (value: string) => onChange({ ...query, [field]: value });
    return (
        <search className={style["filters"]} aria-label={t("census.filters")}>
            <ActField value={query.act} onChange={set("act")} />
            <PersonField label={t("audit.actor")} value={query.actor} onChange={set("actor")} />
            <TextField label={t("audit.subject")} value={query.subject} onChange={set("subject")} />
            <DateField label={t("audit.since")} value={query.since} onChange={set("since")} />
            <DateField label={t("audit.until")} value={query.until} onChange={set("until")} />
            {Object.values(query).some(Boolean) && (
                <Button onPress={() => onChange(ALL_ROWS)}>{t("census.clear")}</Button>
            )}
        </search>
    );
}

function Rows({ query, onChange }: { query: AuditQuery; onChange: (query: AuditQuery) => void }) {
    const { t } = useTranslation("admin");
    const pages = useInfiniteQuery({ ...auditPages(useHouse(), query), placeholderData: (before) => before });
    if (pages.error) return <Failed error={pages.error} onRetry={() => void pages.refetch()} />;
    if (!pages.data) return <Loading />;
    const rows = pages.data.pages.flatMap((page) => page.entries);
    if (rows.length === 0) return <Empty title={t("audit.none")} />;
    return (
        <>
            <ol className={style["rows"]} aria-label={t("places.audit")}>
                {rows.map((entry) => (
                    <Row key={entry.seq} entry={entry} onOnly={(part) => onChange({ ...query, ...part })} />
                ))}
            </ol>
            {pages.hasNextPage && (
                <Button onPress={() => void pages.fetchNextPage()} isPending={pages.isFetchingNextPage}>
                    {t("showMore")}
                </Button>
            )}
        </>
    );
}
