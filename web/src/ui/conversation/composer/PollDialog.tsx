import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { startPoll } from "../../../store/polls.ts";
import { harmless } from "../../../util/harmless.ts";
import { Button, IconButton } from "../../kit/Button.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { Switch, TextField } from "../../kit/Field.tsx";
import { useHouse } from "../../shell/context.ts";
import style from "./PollDialog.module.css";

export type Place = { readonly roomId: string; readonly threadId: string | undefined };

const MOST = 20;

/** Starts a poll: a question and at least two answers. */
export function PollDialog({ place, onClose }: { place: Place; onClose: () => void }) {
    const { t } = useTranslation(["composer", "common"]);
    const house = useHouse();
    const [question, setQuestion] = useState("");
    const [answers, setAnswers] = useState([
        { id: 1, text: "" },
        { id: 2, text: "" },
    ]);
    const [isMany, setMany] = useState(false);
    const [isOpen, setOpen] = useState(true);
    const given = answers.map((answer) => answer.text.trim()).filter(Boolean);
    const isDone = question.trim() !== "" && given.length >= 2;
    const send = (): void => {
        const draft = { question: question.trim(), answers: given, most: isMany ? given.length : 1, isOpen };
        const started = startPoll(house.matrix, place.roomId, draft, place.threadId);
        void harmless(
            started,
            "the conversation shows that it wasn't sent, or the composer which clause was against it",
        );
        onClose();
    };
    return (
        <Dialog
            title={t("poll.title")}
            isOpen
            onClose={onClose}
            actions={
                <>
                    <Button onPress={onClose}>{t("common:cancel")}</Button>
                    <Button look="primary" isDisabled={!isDone} onPress={send}>
                        {t("poll.send")}
                    </Button>
                </>
            }
        >
            <TextField label={t("poll.question")} value={question} onChange={setQuestion} autoFocus maxLength={300} />
            {answers.map((answer, index) => (
                <div key={answer.id} className={style["answer"]}>
                    <TextField
                        label={t("poll.answer", { number: index + 1 })}
                        value={answer.text}
                        maxLength={200}
                        onChange={(text) =>
                            setAnswers(answers.map((one) => (one.id === answer.id ? { ...one, text } : one)))
                        }
                    />
                    {answers.length > 2 && (
                        <IconButton
                            label={t("poll.remove", { number: index + 1 })}
                            onPress={() => setAnswers(answers.filter((one) => one.id !== answer.id))}
                        >
                            <X size={18} aria-hidden />
                        </IconButton>
                    )}
                </div>
            ))}
            {answers.length < MOST && (
                <Button
                    look="quiet"
                    onPress={() =>
                        setAnswers([...answers, { id: Math.max(...answers.map((one) => one.id)) + 1, text: "" }])
                    }
                >
                    <Plus size={18} aria-hidden />
                    {t("poll.add")}
                </Button>
            )}
            <Switch isSelected={isMany} onChange={setMany}>
                {t("poll.many")}
            </Switch>
            <Switch isSelected={isOpen} onChange={setOpen}>
                {t("poll.open")}
            </Switch>
        </Dialog>
    );
}
