/** What was found, by kind; the first of each where all kinds are shown. */
import { useState } from "react";
import { Collection, Header, ListBox, ListBoxItem, ListBoxSection } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { personPath } from "../../store/people.ts";
import { closeSearch, keepSearch, type PublicGroup } from "../../store/search.ts";
import { Ask } from "../kit/Dialog.tsx";
import { Failed, Loading, useErrorWords } from "../kit/states.tsx";
import { tellError } from "../kit/Toasts.tsx";
import { PersonLine } from "../people/PersonLine.tsx";
import { useHouse } from "../shell/context.ts";
import { ChatFound, GroupFound, MessageFound } from "./FoundLines.tsx";
import style from "./Search.module.css";
import type { Found, Scope } from "./useFound.ts";

const FIRST = 4; // of each kind where all are shown
const MORE = "more";

type Props = { words: string; found: Found; scope: Scope; onScope: (scope: Scope) => void };
type Line = { id: string; name: string; content: React.ReactNode; act: () => void };

export function Results({ words, found, scope, onScope }: Props) {
    const { t } = useTranslation("search");
    const [asked, setAsked] = useState<PublicGroup | null>(null);
    const sections = useSections({ words, found, scope, onScope }, setAsked);
    const acts = new Map(sections.flatMap((section) => section.lines.map((line) => [line.id, line.act])));
    if (found.error && found.sum === 0) return <Failed error={found.error} />;
    return (
        <>
            {found.isLoading && <Loading words={t("searching")} />}
            <ListBox
                aria-label={t("found")}
                items={sections}
                onAction={(id) => acts.get(String(id))?.()}
                className={`${style["results"]} ${found.sum === 0 ? style["hidden"] : ""}`}
            >
                {(section) => (
                    <ListBoxSection id={section.id} className={style["section"] ?? ""}>
                        <Header className={style["heading"]}>{section.title}</Header>
                        <Collection items={section.lines}>
                            {(line) => (
                                <ListBoxItem id={line.id} textValue={line.name} className={style["item"] ?? ""}>
                                    {line.content}
                                </ListBoxItem>
                            )}
                        </Collection>
                    </ListBoxSection>
                )}
            </ListBox>
            {asked && <Joining group={asked} onClose={() => setAsked(null)} />}
        </>
    );
}

function useSections({ words, found, scope, onScope }: Props, onJoin: (group: PublicGroup) => void) {
    const { t } = useTranslation("search");
    const [, go] = useLocation();
    const open = (path: string): void => {
        keepSearch(words);
        closeSearch();
        go(path);
    };
    const most = scope === "all" ? FIRST : Number.POSITIVE_INFINITY;
    const rest = (id: Scope, lines: Line[], has: boolean, act: () => void): Line[] => {
        const shown = lines.slice(0, most);
        if (!has && lines.length <= most) return shown;
        return [...shown, { id: `${MORE} ${id}`, name: t("more"), content: <More />, act }];
    };
    const further = (id: Scope): (() => void) => (scope === "all" ? () => onScope(id) : found.more.load);
    const has = scope === "all" ? false : found.more.has;
    const people = found.people.map((person) => ({
        id: `person ${person.person_id}`,
        name: person.name,
        content: <PersonLine person={person} />,
        act: () => open(personPath(person.user_id)),
    }));
    const chats = found.chats.map((chat) => ({
        id: `chat ${chat.roomId}`,
        name: chat.name,
        content: <ChatFound chat={chat} />,
        act: () => open(`/chats/${encodeURIComponent(chat.roomId)}`),
    }));
    const groups = found.groups.map((group) => ({
        id: `group ${group.roomId}`,
        name: group.name,
        content: <GroupFound group={group} />,
        act: () => onJoin(group),
    }));
    const messages = found.messages.map((message) => ({
        id: `message ${message.eventId}`,
        name: message.body,
        content: <MessageFound message={message} highlights={found.highlights} />,
        act: () => open(`/chats/${encodeURIComponent(message.roomId)}?event=${encodeURIComponent(message.eventId)}`),
    }));
    return [
        { id: "people", title: t("scopes.people"), lines: rest("people", people, has, further("people")) },
        { id: "chats", title: t("ownGroups"), lines: rest("groups", chats, false, further("groups")) },
        { id: "groups", title: t("publicGroups"), lines: rest("groups", groups, false, further("groups")) },
        { id: "messages", title: t("scopes.messages"), lines: rest("messages", messages, has, further("messages")) },
    ]
        .map((section) => ({ ...section, lines: unique(section) }))
        .filter((section) => section.lines.length > 0);
}

/** Two sections may each have a line for more: keys are of the whole list. */
function unique({ id, lines }: { id: string; lines: Line[] }): Line[] {
    return lines.map((line) => (line.id.startsWith(`${MORE} `) ? { ...line, id: `${line.id} ${id}` } : line));
}

function More() {
    const { t } = useTranslation("search");
    return <span className={style["more"]}>{t("more")}</span>;
}

/** A listed group is entered only after a question: nobody joins by a slip. */
function Joining({ group, onClose }: { group: PublicGroup; onClose: () => void }) {
    const { t } = useTranslation("search");
    const { matrix } = useHouse();
    const [, go] = useLocation();
    const [isPending, setPending] = useState(false);
    const errorWords = useErrorWords();
    const join = async (): Promise<void> => {
        setPending(true);
        try {
            await matrix.joinRoom(group.roomId);
            closeSearch();
            go(`/chats/${encodeURIComponent(group.roomId)}`);
        } catch (error) {
            tellError(errorWords(error));
            onClose();
        }
    };
    return (
        <Ask
            title={t("join", { name: group.name })}
            isOpen
            onClose={onClose}
            onConfirm={() => void join()}
            confirmLabel={t("joinIt")}
            isPending={isPending}
        >
            <p>{group.topic || t("joinHint")}</p>
        </Ask>
    );
}
