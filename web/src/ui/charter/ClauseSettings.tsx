/** What can be set in a clause, in a form for each type. */
import { useTranslation } from "react-i18next";
import type { Clause } from "../../store/charter.ts";
import { MESSAGE_KINDS } from "../../store/charterClauses.ts";
import type { Span } from "../../store/clauseChoices.ts";
import { Check, Select, TextField } from "../kit/Field.tsx";
import style from "./ClauseEditor.module.css";
import { Amount, Files, List, NoticeLanguage } from "./ClauseFields.tsx";
import { HoursList } from "./HoursFields.tsx";
import { Words } from "./KeywordFields.tsx";
import { NamedPeople } from "./NamedPeople.tsx";

type Props = { clause: Clause; onChange: (clause: Clause) => void };

export function ClauseSettings(props: Props) {
    const { t } = useTranslation("charter");
    switch (props.clause.type) {
        case "posting":
            return <Posting {...props} />;
        case "room_mentions":
            return (
                <div className={style["settings"]}>
                    <Who {...props} choices={["all", "leaders", "owner", "nobody"]} />
                    <Amount {...props} field="per_day" label={t("set.perDay")} mayBeEmpty />
                    <Amount {...props} field="people" label={t("set.massPeople")} mayBeEmpty />
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
            return (
                <div className={style["settings"]}>
                    <Amount {...props} field="every_seconds" label={t("set.everySeconds")} mayBeEmpty />
                    <Amount {...props} field="per_hour" label={t("set.perHour")} mayBeEmpty />
                    <Amount {...props} field="per_day" label={t("set.perDayPosts")} mayBeEmpty />
                    <Amount {...props} field="group_per_hour" label={t("set.groupPerHour")} mayBeEmpty />
                </div>
            );
        case "length":
            return (
                <div className={style["settings"]}>
                    <Amount {...props} field="characters" label={t("set.characters")} mayBeEmpty />
                    <Amount {...props} field="lines" label={t("set.lines")} mayBeEmpty />
                </div>
            );
        case "retention":
            return <Amount {...props} field="days" label={t("set.days")} />;
        case "hours":
            return (
                <HoursList
                    spans={(props.clause["hours"] ?? []) as readonly Span[]}
                    onChange={(hours) => props.onChange({ ...props.clause, hours })}
                />
            );
        case "adverts":
            return <Sharpness {...props} />;
        case "quarrels":
            return (
                <div className={style["settings"]}>
                    <Amount {...props} field="every_seconds" label={t("set.slowSeconds")} />
                    <Amount {...props} field="minutes" label={t("set.slowMinutes")} />
                </div>
            );
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

function Posting(props: Props) {
    const { t } = useTranslation("charter");
    const { clause, onChange } = props;
    return (
        <>
            <Who {...props} choices={["all", "leaders", "owner", "listed"]} />
            {clause["who"] === "listed" && (
                <NamedPeople
                    label={t("set.listed")}
                    people={((clause["people"] ?? []) as readonly string[]).map((id) => ({ id, name: "" }))}
                    onChange={(people) => onChange({ ...clause, people: people.map(({ id }) => id) })}
                />
            )}
        </>
    );
}

const USUAL_SCORE = 80;
const SCORES = [70, USUAL_SCORE, 90] as const;

/** From which likeness on something counts as an advert: in three words, not in points. */
function Sharpness({ clause, onChange }: Props) {
    const { t } = useTranslation("charter");
    const score = Number(clause["score"] ?? USUAL_SCORE);
    const own = SCORES.some((one) => one === score) ? [] : [{ id: String(score), label: t("sharp.own", { score }) }];
    return (
        <div className={style["choices"]}>
            <Select
                label={t("set.sharp")}
                choices={[
                    ...SCORES.map((one) => ({
                        id: String(one),
                        label: t(`sharp.${one}`),
                        hint: t(`sharpHint.${one}`),
                    })),
                    ...own,
                ]}
                value={String(score)}
                onChange={(chosen) => onChange({ ...clause, score: Number(chosen) })}
            />
        </div>
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
