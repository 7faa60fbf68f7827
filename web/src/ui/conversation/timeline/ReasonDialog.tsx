import { useMutation } from "@tanstack/react-query";
import type { MatrixEvent } from "matrix-js-sdk";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { recall, report } from "../../../store/timelineActions.ts";
import { Button } from "../../kit/Button.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { TextField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { useErrorWords } from "../../kit/states.tsx";
import { tell } from "../../kit/Toasts.tsx";
import { useTalk } from "./context.ts";
import style from "./Message.module.css";
import { nameOf } from "./names.ts";
import { summaryOf } from "./summary.ts";

/** Takes a message back or away, or tells those who look after the house of it: with the reason. */
export function ReasonDialog({
    about,
    event,
    onClose,
}: {
    about: "recall" | "remove" | "report";
    event: MatrixEvent;
    onClose: () => void;
}) {
    const { t } = useTranslation(["timeline", "common"]);
    const { timeline } = useTalk();
    const [reason, setReason] = useState("");
    const words = useErrorWords();
    const act = useMutation({
        mutationFn: () =>
            about === "report" ? report(timeline.matrix, event, reason) : recall(timeline.matrix, event, reason),
        onSuccess: () => {
            if (about === "report") tell(t("reported"));
            onClose();
        },
    });
    const isNeeded = about !== "recall"; // what is done to somebody else is told with its reason
    return (
        <Dialog
            title={t(`ask.${about}`)}
            isOpen
            onClose={onClose}
            actions={
                <>
                    <Button onPress={onClose}>{t("common:cancel")}</Button>
                    <Button
                        look={about === "report" ? "primary" : "danger"}
                        isPending={act.isPending}
                        isDisabled={isNeeded && !reason.trim()}
                        onPress={() => act.mutate()}
                    >
                        {t(about)}
                    </Button>
                </>
            }
        >
            <p className={style["cited"]}>
                {nameOf(timeline.room, event.getSender() ?? "")}
                {t("colon")}
                {summaryOf(event, t)}
            </p>
            <p>{t(`askHint.${about}`)}</p>
            {about !== "recall" && (
                <TextField label={t("reason")} value={reason} onChange={setReason} rows={3} maxLength={500} autoFocus />
            )}
            {act.error && (
                <Notice look="refusal" isLive>
                    {words(act.error)}
                </Notice>
            )}
        </Dialog>
    );
}
