import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { contextLines, type Report, reportList, reportOf, resolveReport } from "../../../store/admin/queues.ts";
import { Button } from "../../kit/Button.tsx";
import { Check, TextField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { Loading, useErrorWords } from "../../kit/states.tsx";
import { tell } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";
import { GroupName, PersonName } from "../names.tsx";
import { Context } from "./Context.tsx";
import { Decided, Item, QueueList, type QueueProps } from "./Queue.tsx";
import style from "./queues.module.css";

/** What people reported. What it is about is shown on request: looking is filed, as everywhere. */
export function Reports({ which }: QueueProps) {
    const found = useQuery(reportList(useHouse(), which));
    return (
        <QueueList found={found} which={which} rowKey={(report) => report.report_id}>
            {(report) => <One report={report} />}
        </QueueList>
    );
}

function One({ report }: { report: Report }) {
    const { t } = useTranslation("admin");
    const [isOpen, setOpen] = useState(false);
    const foot = report.outcome ? (
        <Decided
            outcome={t(`queues.reportOutcomes.${report.outcome}` as "queues.reportOutcomes.acted")}
            by={report.resolved_by}
            ts={report.resolved_ts}
            reason={report.note}
        />
    ) : isOpen ? (
        <Resolve report={report} />
    ) : (
        <div className={style["acts"]}>
            <Button look="primary" onPress={() => setOpen(true)}>
                {t("queues.lookAndDecide")}
            </Button>
        </div>
    );
    return (
        <Item
            who={report.reporter}
            where={report.room_id && <GroupName roomId={report.room_id} />}
            ts={report.ts}
            foot={foot}
        >
            {report.user_id && (
                <p>
                    {t("queues.about")} <PersonName id={report.user_id} withPlace />
                </p>
            )}
            <p className={style["message"]}>{report.reason || t("queues.noWords")}</p>
            {isOpen && <About reportId={report.report_id} />}
        </Item>
    );
}

function About({ reportId }: { reportId: number }) {
    const { data } = useQuery(reportOf(useHouse(), reportId));
    if (!data) return <Loading />;
    return <Context lines={contextLines(data.context)} isLastSubject />;
}

function Resolve({ report }: { report: Report }) {
    const { t } = useTranslation("admin");
    const house = useHouse();
    const errorWords = useErrorWords();
    const [note, setNote] = useState("");
    const [redact, setRedact] = useState(false);
    const [strike, setStrike] = useState(false);
    const [minutes, setMinutes] = useState("");
    const isMessage = report.event_id !== null && report.event_id !== undefined;
    const resolving = useMutation({
        mutationFn: (outcome: "acted" | "dismissed") => {
            const isActed = outcome === "acted" && isMessage;
            return resolveReport(house, report.report_id, {
                outcome,
                note: note.trim(),
                redact: isActed && redact,
                strike: isActed && strike,
                mute_minutes: isActed ? Number(minutes) || 0 : 0,
            });
        },
        onSuccess: () => tell(t("queues.decided")),
    });
    return (
        <div className={style["reason"]}>
            {isMessage && (
                <div className={style["measures"]}>
                    <Check isSelected={redact} onChange={setRedact}>
                        {t("queues.redact")}
                    </Check>
                    <Check isSelected={strike} onChange={setStrike}>
                        {t("queues.strike")}
                    </Check>
                    <TextField label={t("queues.mute")} value={minutes} onChange={setMinutes} inputMode="numeric" />
                </div>
            )}
            <TextField label={t("queues.note")} hint={t("queues.noteHint")} value={note} onChange={setNote} rows={2} />
            {resolving.error && (
                <Notice look="refusal" isLive>
                    {errorWords(resolving.error)}
                </Notice>
            )}
            <div className={style["acts"]}>
                <Button isDisabled={resolving.isPending} onPress={() => resolving.mutate("dismissed")}>
                    {t("queues.dismiss")}
                </Button>
                <Button look="primary" isPending={resolving.isPending} onPress={() => resolving.mutate("acted")}>
                    {t("queues.act")}
                </Button>
            </div>
        </div>
    );
}
