/** What is to be sent, looked at before it is: each file with what the charter says of it, and a caption. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Room } from "../../../api/matrix.ts";
import type { ChatSummary } from "../../../store/chats.ts";
import { type Against, type Asker, againstFile, type Rules } from "../../../store/clauses.ts";
import { socialGroups } from "../../../store/composerSocial.ts";
import type { Conversation } from "../../../store/conversation.ts";
import { type Look, lookAt } from "../../../store/uploadsLook.ts";
import { fileSize } from "../../../util/text.ts";
import { Button } from "../../kit/Button.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { TextField } from "../../kit/Field.tsx";
import { tell } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";
import { FileRow } from "./FileRow.tsx";
import style from "./FilesDialog.module.css";

export type Chosen = { readonly id: number; readonly file: File; readonly look?: Look };
export type Judged = Chosen & { readonly against: Against | undefined; readonly isTooLarge: boolean };

type Props = {
    room: Room;
    conversation: Conversation;
    rules: Rules;
    asker: Asker;
    files: readonly File[];
    onClose: () => void;
};

export function FilesDialog({ room, conversation, rules, asker, files, onClose }: Props) {
    const { t } = useTranslation(["composer", "common"]);
    const house = useHouse();
    const [chosen, remove] = useChosen(files);
    const [caption, setCaption] = useState("");
    const { data: largest } = useQuery({
        queryKey: ["largest-upload"],
        staleTime: Number.POSITIVE_INFINITY,
        queryFn: () => house.uploads.largest(),
    });
    const judged = chosen.map((one): Judged => {
        const { name, type, size } = one.file;
        const against = againstFile(rules, asker, { name, type, size, seconds: one.look?.seconds });
        return { ...one, against, isTooLarge: typeof largest === "number" && size > largest };
    });
    const ready = judged.filter((one) => !one.isTooLarge && !stops(one.against));
    const socials = socialGroups(house.chats.list.get(), rules, room.roomId);

    const drop = (gone: readonly Chosen[]): void => {
        remove(gone.map((one) => one.id));
        if (gone.length === chosen.length) onClose();
    };
    const send = (): void => {
        const { roomId, threadId } = conversation;
        const more = answering(conversation);
        for (const [at, { file, look }] of ready.entries()) {
            const first = at === 0 ? { caption: caption.trim(), more } : {};
            void house.uploads.add({ roomId, threadId, file, look, ...first });
        }
        conversation.writing.set({ at: "new" });
        drop(ready);
    };
    const divert = (one: Judged, to: ChatSummary): void => {
        const outgoing = { roomId: to.roomId, file: one.file, look: one.look, caption: caption.trim() };
        void house.uploads.add(outgoing).then((eventId) => {
            if (eventId) tell(t("files.diverted", { group: to.name }));
        });
        drop([one]);
    };
    return (
        <Dialog
            title={t("files.title", { count: chosen.length })}
            isOpen
            onClose={onClose}
            actions={
                <>
                    <Button onPress={onClose}>{t("common:cancel")}</Button>
                    <Button look="primary" isDisabled={ready.length === 0} onPress={send}>
                        {t("files.send", { count: ready.length })}
                    </Button>
                </>
            }
        >
            <ul className={style["list"]}>
                {judged.map((one) => (
                    <FileRow
                        key={one.id}
                        judged={one}
                        largest={typeof largest === "number" ? fileSize(largest) : ""}
                        socials={socials}
                        onRemove={chosen.length > 1 ? () => drop([one]) : undefined}
                        onDivert={(to) => divert(one, to)}
                    />
                ))}
            </ul>
            {ready.length > 0 && (
                <TextField
                    label={t("files.caption")}
                    value={caption}
                    onChange={setCaption}
                    rows={2}
                    maxLength={2000}
                    autoFocus
                />
            )}
        </Dialog>
    );
}

/** Refused, or diverted: it isn't sent here. What is held, or asks to be thought over, is up to the house. */
function stops(against: Against | undefined): boolean {
    return against?.verdict === "refuse" || against?.verdict === "divert";
}

function answering({ writing }: Conversation): Record<string, unknown> | undefined {
    const now = writing.get();
    if (now.at !== "reply") return undefined;
    return { "m.relates_to": { "m.in_reply_to": { event_id: now.event.getId() } } };
}

/** The files with what they look like, found out one after the other. */
function useChosen(files: readonly File[]): [readonly Chosen[], (ids: readonly number[]) => void] {
    const all = useMemo(() => files.map((file, id): Chosen => ({ id, file })), [files]);
    const [looks, setLooks] = useState<ReadonlyMap<number, Look>>(new Map());
    const [removed, setRemoved] = useState<readonly number[]>([]);
    useEffect(() => {
        let isGone = false;
        setLooks(new Map());
        void (async () => {
            for (const { id, file } of all) {
                const look = await lookAt(file);
                if (isGone) return;
                setLooks((known) => new Map(known).set(id, look));
            }
        })();
        return () => {
            isGone = true;
        };
    }, [all]);
    const chosen = all
        .filter((one) => !removed.includes(one.id))
        .map((one): Chosen => {
            const look = looks.get(one.id);
            return look ? { ...one, look } : one;
        });
    return [chosen, (ids) => setRemoved((before) => [...before, ...ids])];
}
