/** What the register shows of a group, and which of it this person wants to see; kept in this browser. */
import { Columns3 } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CensusEntry } from "../../../store/admin/census.ts";
import { fullTime, shortTime } from "../../../util/time.ts";
import { Button } from "../../kit/Button.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { Check } from "../../kit/Field.tsx";
import type { ColumnOf } from "../../kit/Table.tsx";
import { useKindName } from "../names.tsx";
import style from "./Census.module.css";

const COLUMNS = [
    "name",
    "kind",
    "status",
    "flags",
    "owner",
    "department",
    "members",
    "label",
    "messages",
    "posters",
    "last_message",
    "review_date",
    "last_review",
    "founded",
    "purpose",
] as const;
type ColumnName = (typeof COLUMNS)[number];
const USUAL: readonly ColumnName[] = [
    "name",
    "kind",
    "status",
    "flags",
    "owner",
    "department",
    "members",
    "label",
    "messages",
    "last_message",
    "review_date",
];
const UNSORTED = new Set<string>(["flags", "department", "purpose"]);
const NUMBERS = new Set<string>(["members", "messages", "posters"]);
const KEPT = "fangyuan.census.columns";

function kept(): readonly ColumnName[] {
    const names = (localStorage.getItem(KEPT) ?? "").split(",");
    const found = COLUMNS.filter((name) => names.includes(name));
    return found.length > 0 ? found : USUAL;
}

export type ShownColumns = {
    columns: readonly ColumnOf<CensusEntry>[];
    shown: readonly ColumnName[];
    show: (names: readonly ColumnName[]) => void;
};

export function useShownColumns(): ShownColumns {
    const { t } = useTranslation("admin");
    const kindName = useKindName();
    const [shown, setShown] = useState(kept);
    const columns = useMemo(
        () =>
            COLUMNS.filter((name) => name === "name" || shown.includes(name)).map((name) => ({
                id: name,
                label: t(`columns.${name}`),
                isSortable: !UNSORTED.has(name),
                isNumber: NUMBERS.has(name),
                isWide: name === "purpose",
                content: (group: CensusEntry) => <Content group={group} name={name} kindName={kindName} />,
            })),
        [shown, t, kindName],
    );
    const show = (names: readonly ColumnName[]): void => {
        localStorage.setItem(KEPT, names.join(","));
        setShown(names);
    };
    return { columns, shown, show };
}

function Content({
    group,
    name,
    kindName,
}: {
    group: CensusEntry;
    name: ColumnName;
    kindName: (kind: string) => string;
}) {
    const { t, i18n } = useTranslation("admin");
    const day = (ms: number | null) =>
        ms ? <time title={fullTime(ms, i18n.language)}>{shortTime(ms, Date.now(), i18n.language)}</time> : "–";
    switch (name) {
        case "name":
            return group.name;
        case "kind":
            return kindName(group.kind);
        case "status":
            return t(`statuses.${group.status}` as "statuses.open");
        case "flags":
            return <Flags flags={group.flags} />;
        case "owner":
            return group.owner_name;
        case "department":
            return group.department.split("/").slice(-2).join("/");
        case "label":
            return t(`labels.${group.label}` as "labels.open");
        case "members":
        case "messages":
        case "posters":
            return group[name];
        case "last_message":
            return day(group.last_message_ts);
        case "last_review":
            return day(group.last_review_ts);
        case "founded":
            return day(group.founded_ts);
        case "review_date":
            return group.review_date ?? "–";
        case "purpose":
            return group.purpose;
    }
}

export function Flags({ flags }: { flags: CensusEntry["flags"] }) {
    const { t } = useTranslation("admin");
    return (
        <span className={style["tags"]}>
            {flags.map((flag) => (
                <span
                    key={flag}
                    className={`${style["tag"]} ${style[flag === "ownerless" || flag === "overdue" ? "red" : "amber"]}`}
                >
                    {t(`flags.${flag}`)}
                </span>
            ))}
        </span>
    );
}

export function ColumnChoice({ shown, show }: ShownColumns) {
    const { t } = useTranslation(["admin", "common"]);
    const [isOpen, setOpen] = useState(false);
    return (
        <>
            <Button onPress={() => setOpen(true)}>
                <Columns3 size={16} aria-hidden />
                {t("census.columns")}
            </Button>
            <Dialog
                title={t("census.columns")}
                isOpen={isOpen}
                onClose={() => setOpen(false)}
                actions={
                    <>
                        <Button onPress={() => show(USUAL)}>{t("census.usualColumns")}</Button>
                        <Button look="primary" onPress={() => setOpen(false)}>
                            {t("common:close")}
                        </Button>
                    </>
                }
            >
                <div className={style["boxes"]}>
                    {COLUMNS.filter((name) => name !== "name").map((name) => (
                        <Check
                            key={name}
                            isSelected={shown.includes(name)}
                            onChange={(isOn) =>
                                show(COLUMNS.filter((one) => (one === name ? isOn : shown.includes(one))))
                            }
                        >
                            {t(`columns.${name}`)}
                        </Check>
                    ))}
                </div>
            </Dialog>
        </>
    );
}
