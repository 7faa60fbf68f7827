import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { joinChain, readChain, readEntries } from "../../../../store/polls.ts";
import { asked, recall } from "../../../../store/timelineActions.ts";
import { Button } from "../../../kit/Button.tsx";
import { TextField } from "../../../kit/Field.tsx";
import { useErrorWords } from "../../../kit/states.tsx";
import { tellError } from "../../../kit/Toasts.tsx";
import { useCan, useTalk } from "../context.ts";
import { nameOf } from "../names.ts";
import style from "./bodies.module.css";
import type { BodyProps } from "./registry.tsx";
import { useReferences } from "./useReferences.ts";

/** 接龙: everybody adds a line, the house keeps the order. */
export function ChainBody({ event, version }: BodyProps) {
    const { t } = useTranslation("timeline");
    const { timeline } = useTalk();
    const { matrix, room } = timeline;
    const { said } = useReferences(event, version);
    const [text, setText] = useState("");
    const words = useErrorWords();
    const chain = readChain(event.getContent());
    const entries = readEntries(said);
    const me = matrix.getSafeUserId();
    const join = useMutation({
        mutationFn: () => {
            const line = t("chain.line", { text, title: chain?.title ?? "" });
            return asked(joinChain(matrix, room.roomId, event.getId() ?? "", text.trim(), line));
        },
        onSuccess: () => setText(""),
        onError: (error) => tellError(words(error)),
    });
    const leave = useMutation({
        mutationFn: async (id: string) => {
            const found = await timeline.pages.event(id);
            await recall(matrix, found, "");
        },
        onError: (error) => tellError(words(error)),
    });
    const canJoin = useCan(event).speak;
    return (
        <section className={style["poll"]} aria-label={t("chain.name", { title: chain?.title ?? "" })}>
            <p className={style["question"]}>{t("chain.name", { title: chain?.title ?? "" })}</p>
            {chain?.example && <p className={style["figure"]}>{t("chain.example", { example: chain.example })}</p>}
            <ol className={style["entries"]}>
                {entries.map((entry, at) => (
                    <li key={entry.id}>
                        <span className={style["figure"]}>{at + 1}.</span>
                        <span className={style["entryText"]}>
                            {nameOf(room, entry.sender)} {entry.text}
                        </span>
                        {entry.sender === me && (
                            <button type="button" className={style["who"]} onClick={() => leave.mutate(entry.id)}>
                                {t("chain.leave")}
                            </button>
                        )}
                    </li>
                ))}
            </ol>
            {canJoin && (
                <form
                    className={style["join"]}
                    onSubmit={(submitted) => {
                        submitted.preventDefault();
                        if (text.trim() && !join.isPending) join.mutate();
                    }}
                >
                    <TextField label={t("chain.yours")} value={text} onChange={setText} maxLength={200} />
                    <Button type="submit" isSmall isPending={join.isPending} isDisabled={!text.trim()}>
                        {t("chain.join")}
                    </Button>
                </form>
            )}
        </section>
    );
}
