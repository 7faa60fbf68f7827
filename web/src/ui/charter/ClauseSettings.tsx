/** What can be set in a clause, in a form for each type that is set often; others are only on, on trial or gone. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Clause } from "../../store/charter.ts";
import { MESSAGE_KINDS, wordsOf } from "../../store/charterClauses.ts";
import { Check, Select, TextField } from "../kit/Field.tsx";
import style from "./ClauseEditor.module.css";
import { Amount, Files, List, NoticeLanguage } from "./ClauseFields.tsx";

type Props = { clause: Clause; onChange: (clause: Clause) => void };

export function ClauseSettings(props: Props) {
    const { t } = useTranslation("charter");
    switch (props.clause.type) {
        case "posting":
            return <Who {...props} choices={["all", "leaders", "owner"]} />;
        case "room_mentions":
            return (
                <div className={style["settings"]}>
                    <Who {...props} choices={["all", "leaders", "owner", "nobody"]} />
                    <Amount {...props} field="per_day" label={t("set.perDay")} mayBeEmpty />
                </div>
            );
        case "message_kinds":
            return <Kinds {...props} />;
        case "size_budget":
            return <Amount {...props} field="members" label={t("set.members")} />;
        case "files":
            return <Files {...props} />;
        case "link_domains":
            return (
                <>
                    <List {...props} field="allow" label={t("set.linksAllowed")} hint={t("set.domainsHint")} />
                    <List {...props} field="deny" label={t("set.linksDenied")} hint={t("set.domainsHint")} />
                </>
            );
        case "edits":
            return (
                <div className={style["settings"]}>
                    <Amount {...props} field="edit_minutes" label={t("set.editMinutes")} mayBeEmpty />
                    <Amount {...props} field="recall_minutes" label={t("set.recallMinutes")} mayBeEmpty />
                    <p className={style["whole"]}>{t("set.minutesHint")}</p>
                </div>
            );
        case "language":
            return <NoticeLanguage {...props} />;
        case "pace":
            return <Amount {...props} field="every_seconds" label={t("set.everySeconds")} mayBeEmpty />;
        case "length":
            return <Amount {...props} field="characters" label={t("set.characters")} mayBeEmpty />;
        case "retention":
            return <Amount {...props} field="days" label={t("set.days")} />;
        case "hours":
            return <PostingHours {...props} />;
        case "keywords":
            return <Words {...props} />;
        case "by_people":
            return <OwnWords {...props} />;
        default:
            return null;
    }
}

function Who({ clause, onChange, choices }: Props & { choices: readonly string[] }) {
    const { t } = useTranslation("charter");
    const who = String(clause["who"]);
    const shown = choices.includes(who) ? choices : [...choices, who];
    return (
        <Select
            label={t("set.who")}
            choices={shown.map((id) => ({ id, label: t(`who.${id as "all"}`) }))}
            value={who}
            onChange={(chosen) => onChange({ ...clause, who: chosen })}
        />
    );
}

function Kinds({ clause, onChange }: Props) {
    const { t } = useTranslation("charter");
    const allowed = (clause["allowed"] ?? []) as readonly string[];
    return (
        <fieldset className={style["settings"]}>
            <legend className="visually-hidden">{t("set.allowed")}</legend>
            {MESSAGE_KINDS.map((kind) => (
                <Check
                    key={kind}
                    isSelected={allowed.includes(kind)}
                    onChange={(isAllowed) =>
                        onChange({
                            ...clause,
                            allowed: MESSAGE_KINDS.filter((one) => (one === kind ? isAllowed : allowed.includes(one))),
                        })
                    }
                >
                    {t(`messageKind.${kind}`)}
                </Check>
            ))}
        </fieldset>
    );
}

type Span = { readonly start: string; readonly end: string; readonly days?: readonly number[] };
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

function PostingHours({ clause, onChange }: Props) {
    const { t } = useTranslation("charter");
    const spans = (clause["hours"] ?? []) as readonly Span[];
    const first = spans[0] ?? { start: "08:00", end: "20:00" };
    const [start, setStart] = useState(first.start);
    const [end, setEnd] = useState(first.end);
    const set = (from: string, to: string): void => {
        setStart(from);
        setEnd(to);
        if (TIME.test(from) && TIME.test(to)) {
            onChange({ ...clause, hours: [{ ...first, start: from, end: to }, ...spans.slice(1)] });
        }
    };
    const wrong = (text: string): string | undefined => (TIME.test(text) ? undefined : t("set.timeWrong"));
    return (
        <div className={style["settings"]}>
            <div className={style["number"]}>
                <TextField
                    label={t("set.from")}
                    value={start}
                    onChange={(text) => set(text, end)}
                    error={wrong(start)}
                />
            </div>
            <div className={style["number"]}>
                <TextField label={t("set.to")} value={end} onChange={(text) => set(start, text)} error={wrong(end)} />
            </div>
        </div>
    );
}

function Words({ clause, onChange }: Props) {
    const { t } = useTranslation("charter");
    const words = (clause["words"] ?? []) as readonly (string | { word: string })[];
    const [text, setText] = useState(words.map((word) => (typeof word === "string" ? word : word.word)).join("，"));
    const records = new Map(words.flatMap((word) => (typeof word === "string" ? [] : [[word.word, word] as const])));
    return (
        <TextField
            label={t("set.words")}
            hint={t("set.wordsHint")}
            value={text}
            onChange={(written) => {
                setText(written);
                onChange({ ...clause, words: wordsOf(written).map((word) => records.get(word) ?? word) });
            }}
        />
    );
}

function OwnWords({ clause, onChange }: Props) {
    const { t } = useTranslation("charter");
    const words = (clause["words"] ?? {}) as Readonly<Record<string, string>>;
    const set = (language: string, text: string): void => {
        const changed = { ...words, [language]: text };
        onChange({ ...clause, words: Object.fromEntries(Object.entries(changed).filter(([, said]) => said)) });
    };
    return (
        <>
            <TextField label={t("set.chinese")} value={words["zh-CN"] ?? ""} onChange={(text) => set("zh-CN", text)} />
            <TextField label={t("set.english")} value={words["en"] ?? ""} onChange={(text) => set("en", text)} />
        </>
    );
}
