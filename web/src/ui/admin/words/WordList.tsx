/** One list with its words: what becomes of a message with each, and where it counts. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { FileTrigger } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { Virtualizer } from "virtua";
import { useLocation } from "wouter";
import { deleteWords, importWords, saveWords, type Word, wordsOf } from "../../../store/admin/wordLists.ts";
import { Button, IconButton } from "../../kit/Button.tsx";
import { Ask } from "../../kit/Dialog.tsx";
import { SearchField, Select, TextField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { Card, Page } from "../../kit/Page.tsx";
import { Failed, Loading, useErrorWords } from "../../kit/states.tsx";
import { tell } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";
import style from "../policies/policies.module.css";

const SEVERITIES = ["usual", "nudge", "hold", "refuse"] as const;
type Severity = (typeof SEVERITIES)[number];

export function WordList({ name }: { name: string }) {
    const { t } = useTranslation(["admin", "common"]);
    const house = useHouse();
    const [, go] = useLocation();
    const errorWords = useErrorWords();
    const { data, error, refetch } = useQuery(wordsOf(house, name));
    const [draft, setDraft] = useState<Word[] | null>(null);
    const [isDeleting, setDeleting] = useState(false);
    const [file, setFile] = useState<File | null>(null);
    const changing = useMutation({
        mutationFn: (change: () => Promise<void>) => change(),
        onSuccess: () => {
            setDraft(null);
            tell(t("policies.saved", { title: name }));
        },
    });
    const deleting = useMutation({
        mutationFn: () => deleteWords(house, name),
        onSuccess: () => go("/admin/words"),
        onSettled: () => setDeleting(false),
    });
    if (error) return <Failed error={error} onRetry={() => void refetch()} />;
    if (!data) return <Loading isPage />;
    const words = draft ?? data;
    const failure = changing.error ?? deleting.error;
    return (
        <Page
            title={name}
            subtitle={t("wordLists.total", { count: words.length })}
            back="/admin/words"
            actions={
                <>
                    <FileTrigger
                        acceptedFileTypes={[".txt", ".csv"]}
                        onSelect={(files) => {
                            setFile(files?.[0] ?? null);
                        }}
                    >
                        <Button>{t("wordLists.import")}</Button>
                    </FileTrigger>
                    <Button look="danger" onPress={() => setDeleting(true)}>
                        {t("common:delete")}
                    </Button>
                </>
            }
        >
            {failure && (
                <Notice look="refusal" isLive>
                    {errorWords(failure)}
                </Notice>
            )}
            <Words words={words} onChange={setDraft} />
            {draft && (
                <div className={style["acts"]}>
                    <Button
                        onPress={() => {
                            setDraft(null);
                            changing.reset();
                        }}
                    >
                        {t("common:cancel")}
                    </Button>
                    <Button
                        look="primary"
                        isPending={changing.isPending}
                        onPress={() => changing.mutate(() => saveWords(house, name, draft))}
                    >
                        {t("common:save")}
                    </Button>
                </div>
            )}
            <Ask
                title={t("wordLists.importTitle", { file: file?.name ?? "" })}
                isOpen={file !== null}
                onClose={() => setFile(null)}
                onConfirm={() => {
                    if (file) changing.mutate(() => importWords(house, name, file));
                    setFile(null);
                }}
                confirmLabel={t("wordLists.importIt")}
            >
                {t("wordLists.importWords")}
            </Ask>
            <Ask
                title={t("wordLists.deleteTitle", { name })}
                isOpen={isDeleting}
                onClose={() => setDeleting(false)}
                onConfirm={() => deleting.mutate()}
                confirmLabel={t("common:delete")}
                look="danger"
                isPending={deleting.isPending}
            >
                {t("wordLists.deleteWords")}
            </Ask>
        </Page>
    );
}

function Words({ words, onChange }: { words: readonly Word[]; onChange: (words: Word[]) => void }) {
    const { t } = useTranslation("admin");
    const [sought, setSought] = useState("");
    const [written, setWritten] = useState("");
    const shown = words.filter((word) => word.word.includes(sought));
    const choices = SEVERITIES.map((id) => ({ id, label: t(`wordLists.severities.${id}`) }));
    const add = (): void => {
        const fresh = written.trim();
        if (fresh === "" || words.some((word) => word.word === fresh)) return;
        onChange([{ word: fresh, severity: null, context: "usual", evasions: true, unless: [] }, ...words]);
        setWritten("");
    };
    return (
        <Card>
            <div className={style["add"]}>
                <TextField
                    label={t("wordLists.add")}
                    value={written}
                    onChange={setWritten}
                    onKeyDown={(event) => event.key === "Enter" && add()}
                />
                <div>
                    <Button onPress={add}>{t("wordLists.addIt")}</Button>
                </div>
            </div>
            <SearchField label={t("wordLists.search")} value={sought} onChange={setSought} />
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by the keyboard */}
            <section className={style["words"]} tabIndex={0} aria-label={t("wordLists.words")}>
                <Virtualizer>
                    {shown.map((word) => (
                        <div key={word.word} className={style["word"]}>
                            <span>{word.word}</span>
                            <Select
                                label={t("wordLists.severityOf", { word: word.word })}
                                isLabelHidden
                                choices={choices}
                                value={(word.severity ?? "usual") as Severity}
                                onChange={(severity) =>
                                    onChange(
                                        words.map((one) =>
                                            one === word
                                                ? { ...one, severity: severity === "usual" ? null : severity }
                                                : one,
                                        ),
                                    )
                                }
                            />
                            <IconButton
                                label={t("wordLists.removeIt", { word: word.word })}
                                onPress={() => onChange(words.filter((one) => one !== word))}
                            >
                                <Trash2 size={16} aria-hidden />
                            </IconButton>
                        </div>
                    ))}
                </Virtualizer>
            </section>
        </Card>
    );
}
