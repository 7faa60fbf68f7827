/** Lists of words that clauses look for: made, looked through, changed, brought in from a file. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type RouteComponentProps, useLocation } from "wouter";
import { saveWords, wordLists } from "../../../store/admin/wordLists.ts";
import { fullTime } from "../../../util/time.ts";
import { Button } from "../../kit/Button.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { TextField } from "../../kit/Field.tsx";
import { Page } from "../../kit/Page.tsx";
import { Empty, Failed, Loading, useErrorWords } from "../../kit/states.tsx";
import { DataTable } from "../../kit/Table.tsx";
import { useHouse } from "../../shell/context.ts";
import { PersonName } from "../names.tsx";
import { useBack } from "../narrow.ts";
import { WordList } from "./WordList.tsx";

export function WordsPage({ params }: RouteComponentProps<{ name?: string }>) {
    return params.name ? <WordList name={decodeURIComponent(params.name)} /> : <Lists />;
}

function Lists() {
    const { t, i18n } = useTranslation("admin");
    const [, go] = useLocation();
    const back = useBack();
    const [isMaking, setMaking] = useState(false);
    const { data, error, refetch } = useQuery(wordLists(useHouse()));
    const open = (name: string): void => go(`/admin/words/${encodeURIComponent(name)}`);
    if (error) return <Failed error={error} onRetry={() => void refetch()} />;
    if (!data) return <Loading isPage />;
    return (
        <Page
            title={t("places.words")}
            subtitle={t("wordLists.subtitle")}
            {...back}
            actions={
                <Button look="primary" onPress={() => setMaking(true)}>
                    {t("wordLists.make")}
                </Button>
            }
        >
            {data.length === 0 ? (
                <Empty title={t("wordLists.none")} hint={t("wordLists.noneHint")} />
            ) : (
                <DataTable
                    label={t("places.words")}
                    rows={data}
                    rowId={(list) => list.name}
                    onOpen={open}
                    columns={[
                        { id: "name", label: t("wordLists.name"), content: (list) => list.name },
                        { id: "count", label: t("wordLists.count"), isNumber: true, content: (list) => list.count },
                        {
                            id: "changed",
                            label: t("wordLists.changed"),
                            content: (list) => fullTime(list.changed_ts, i18n.language),
                        },
                        {
                            id: "by",
                            label: t("wordLists.by"),
                            content: (list) => <PersonName id={list.changed_by} />,
                        },
                    ]}
                />
            )}
            {isMaking && <Make onClose={() => setMaking(false)} onMade={open} />}
        </Page>
    );
}

function Make({ onClose, onMade }: { onClose: () => void; onMade: (name: string) => void }) {
    const { t } = useTranslation(["admin", "common"]);
    const house = useHouse();
    const errorWords = useErrorWords();
    const [name, setName] = useState("");
    const [words, setWords] = useState("");
    const lines = words.split("\n").map((line) => line.trim());
    const making = useMutation({
        mutationFn: () => saveWords(house, name.trim(), lines.filter(Boolean)),
        onSuccess: () => onMade(name.trim()),
    });
    return (
        <Dialog
            title={t("wordLists.make")}
            isOpen
            onClose={onClose}
            actions={
                <>
                    <Button onPress={onClose}>{t("common:cancel")}</Button>
                    <Button
                        look="primary"
                        isDisabled={name.trim() === ""}
                        isPending={making.isPending}
                        onPress={() => making.mutate()}
                    >
                        {t("common:save")}
                    </Button>
                </>
            }
        >
            <TextField
                label={t("wordLists.name")}
                hint={t("wordLists.nameHint")}
                value={name}
                onChange={setName}
                error={making.error ? errorWords(making.error) : undefined}
            />
            <TextField
                label={t("wordLists.words")}
                hint={t("wordLists.each")}
                rows={6}
                value={words}
                onChange={setWords}
            />
        </Dialog>
    );
}
