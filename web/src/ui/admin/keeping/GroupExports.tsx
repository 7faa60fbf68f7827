/** Exports of a whole group: started with a reason that its members are told, written step by step, then saved. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ProgressBar } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { exportFile, exportsOf, type GroupExport, startExport } from "../../../store/admin/keeping.ts";
import { saveFile } from "../../../util/save.ts";
import { fullTime } from "../../../util/time.ts";
import { Button } from "../../kit/Button.tsx";
import { TextField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { Card, Section } from "../../kit/Page.tsx";
import { useErrorWords } from "../../kit/states.tsx";
import { tellError } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";
import { PersonName } from "../names.tsx";
import style from "./keeping.module.css";

export function GroupExports({ roomId }: { roomId: string }) {
    const { t } = useTranslation("admin");
    const house = useHouse();
    const errorWords = useErrorWords();
    const [reason, setReason] = useState("");
    const { data, error } = useQuery(exportsOf(house, roomId));
    const starting = useMutation({
        mutationFn: () => startExport(house, roomId, reason.trim()),
        onSuccess: () => setReason(""),
    });
    if (error) return null; // who may not export sees nothing of it
    return (
        <Section title={t("exports.title")}>
            <Card>
                <p>{t("exports.what")}</p>
                <TextField label={t("reason")} hint={t("exports.reasonHint")} value={reason} onChange={setReason} />
                {starting.error && (
                    <Notice look="refusal" isLive>
                        {errorWords(starting.error)}
                    </Notice>
                )}
                <div>
                    <Button
                        isDisabled={reason.trim() === ""}
                        isPending={starting.isPending}
                        onPress={() => starting.mutate()}
                    >
                        {t("exports.start")}
                    </Button>
                </div>
                <ul className={style["list"]}>
                    {data?.map((one) => (
                        <Export key={one.export_id} one={one} />
                    ))}
                </ul>
            </Card>
        </Section>
    );
}

function Export({ one }: { one: GroupExport }) {
    const { t, i18n } = useTranslation("admin");
    const house = useHouse();
    const errorWords = useErrorWords();
    const saving = useMutation({
        mutationFn: async () => saveFile(`${one.export_id}.zip`, await exportFile(house, one.export_id)),
        onError: (error) => tellError(errorWords(error)),
    });
    return (
        <li className={style["item"]}>
            <span>
                <PersonName id={one.actor} /> · {fullTime(one.created_ts, i18n.language)} · {one.reason}
            </span>
            {one.status === "waiting" ? (
                <ProgressBar
                    aria-label={t("exports.progress", { done: one.done, of: one.total })}
                    value={one.done}
                    maxValue={Math.max(1, one.total)}
                >
                    {({ percentage = 0 }) => (
                        <>
                            <span className={style["soft"]}>
                                {t("exports.progress", { done: one.done, of: one.total })}
                            </span>
                            <span className={style["track"]}>
                                <span className={style["fill"]} style={{ inlineSize: `${percentage}%` }} />
                            </span>
                        </>
                    )}
                </ProgressBar>
            ) : (
                <span>{t(`exports.statuses.${one.status}` as "exports.statuses.done")}</span>
            )}
            {one.status === "done" && (
                <>
                    <Button isSmall isPending={saving.isPending} onPress={() => saving.mutate()}>
                        {t("exports.save")}
                    </Button>
                    <code className={style["soft"]}>{t("exports.sum", { sum: one.sha256 })}</code>
                </>
            )}
        </li>
    );
}
