/** A direct chat with a colleague: found by name, opened by one press. */

import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { ListBox, ListBoxItem } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { peopleSearchQuery } from "../../store/people.ts";
import { Dialog } from "../kit/Dialog.tsx";
import { SearchField } from "../kit/Field.tsx";
import { Notice } from "../kit/Notice.tsx";
import { Empty, Failed, Loading, useErrorWords } from "../kit/states.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./NewChat.module.css";
import { PersonLine } from "./PersonLine.tsx";
import { useStartChat } from "./useStartChat.ts";

export function NewChat({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
    const { t } = useTranslation("people");
    return (
        <Dialog title={t("newChat")} isOpen={isOpen} onClose={onClose}>
            <Chooser onDone={onClose} />
        </Dialog>
    );
}

function Chooser({ onDone }: { onDone: () => void }) {
    const { t } = useTranslation("people");
    const house = useHouse();
    const [typed, setTyped] = useState("");
    const words = useDeferredValue(typed.trim());
    const found = useInfiniteQuery(peopleSearchQuery(house.api, words));
    const start = useStartChat(onDone);
    const errorWords = useErrorWords();
    const people = (found.data?.pages[0]?.people ?? []).filter((person) => person.user_id !== house.userId);
    return (
        <div className={style["chooser"]}>
            <SearchField label={t("find")} placeholder={t("findHint")} value={typed} onChange={setTyped} autoFocus />
            {start.error && (
                <Notice look="refusal" isLive>
                    {errorWords(start.error)}
                </Notice>
            )}
            {start.isPending && <Loading words={t("opening")} />}
            {found.error && <Failed error={found.error} onRetry={() => void found.refetch()} />}
            {found.isLoading && <Loading />}
            {found.data && people.length === 0 && <Empty title={t("nobody")} hint={t("nobodyHint")} />}
            {people.length > 0 && (
                <ListBox
                    aria-label={t("found")}
                    items={people}
                    onAction={(userId) => start.mutate(String(userId))}
                    className={style["list"] ?? ""}
                >
                    {(person) => (
                        <ListBoxItem id={person.user_id} textValue={person.name} className={style["item"] ?? ""}>
                            <PersonLine person={person} />
                        </ListBoxItem>
                    )}
                </ListBox>
            )}
        </div>
    );
}
