import { useState } from "react";
import { useTranslation } from "react-i18next";
import { startChain } from "../../../store/polls.ts";
import { Button } from "../../kit/Button.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { TextField } from "../../kit/Field.tsx";
import { useHouse } from "../../shell/context.ts";
import type { Place } from "./PollDialog.tsx";

/** Starts a chain in which one after the other signs up. */
export function ChainDialog({ place, onClose }: { place: Place; onClose: () => void }) {
    const { t } = useTranslation(["composer", "common"]);
    const house = useHouse();
    const [title, setTitle] = useState("");
    const [example, setExample] = useState("");
    const send = (): void => {
        const draft = { title: title.trim(), example: example.trim() };
        const words = [t("chain.words", { title: draft.title }), draft.example && t("chain.form", draft)];
        void startChain(house.matrix, place.roomId, draft, words.filter(Boolean).join("\n"), place.threadId).catch(
            () => undefined, // told in place
        );
        onClose();
    };
    return (
        <Dialog
            title={t("chain.title")}
            isOpen
            onClose={onClose}
            actions={
                <>
                    <Button onPress={onClose}>{t("common:cancel")}</Button>
                    <Button look="primary" isDisabled={!title.trim()} onPress={send}>
                        {t("chain.send")}
                    </Button>
                </>
            }
        >
            <TextField
                label={t("chain.about")}
                hint={t("chain.aboutHint")}
                value={title}
                onChange={setTitle}
                autoFocus
                maxLength={200}
            />
            <TextField
                label={t("chain.example")}
                hint={t("chain.exampleHint")}
                value={example}
                onChange={setExample}
                maxLength={100}
            />
        </Dialog>
    );
}
