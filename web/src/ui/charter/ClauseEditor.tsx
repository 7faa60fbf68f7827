/**
 * The clauses of a charter that is being written. Each says in the house's own words what it will say to the members;
 * opened, it shows what can be set in it, what becomes of what goes against it, and for whom it doesn't hold.
 */
import { ChevronDown, ChevronRight, Plus, Trash2 } from "lucide-react";
import { useId, useState } from "react";
import { MenuTrigger, Button as Pressable } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Clause, ClauseWords } from "../../store/charter.ts";
import { clausesToAdd } from "../../store/charterClauses.ts";
import { mayBeOnTrial, mayExcept, verdictOf, verdictsOf, withVerdict } from "../../store/clauseChoices.ts";
import { language } from "../../store/language.ts";
import { Button, IconButton } from "../kit/Button.tsx";
import { Select } from "../kit/Field.tsx";
import { MenuPopover } from "../kit/Menu.tsx";
import { Notice } from "../kit/Notice.tsx";
import { useObserved } from "../kit/observed.ts";
import style from "./ClauseEditor.module.css";
import { ClauseSettings } from "./ClauseSettings.tsx";
import { clauseIcon } from "./clauseIcons.ts";
import { Exceptions } from "./ExceptionFields.tsx";

export type ClauseTrouble = { readonly at: number; readonly words: string };
type Props = {
    clauses: readonly Clause[];
    onChange: (clauses: readonly Clause[]) => void;
    /** Each of them as the charter would say it; and what the house has against one of them. */
    said: readonly ClauseWords[] | undefined;
    trouble: ClauseTrouble | undefined;
};

export function ClauseEditor({ clauses, onChange, said, trouble }: Props) {
    const { t } = useTranslation("charter");
    const [added, setAdded] = useState(-1);
    const items = clausesToAdd(clauses).map((clause) => {
        const Icon = clauseIcon(clause.type);
        return {
            id: clause.type,
            label: t(`type.${clause.type as "posting"}`),
            icon: <Icon size={18} aria-hidden />,
            onAction: () => {
                setAdded(clauses.length);
                onChange([...clauses, clause]);
            },
        };
    });
    return (
        <div className={style["editor"]}>
            <ul className={style["list"]}>
                {clauses.map((clause, at) => (
                    <EditedClause
                        key={clause.id || `${clause.type} ${at}`}
                        clause={clause}
                        said={said?.[at]?.type === clause.type ? said[at] : undefined}
                        trouble={trouble?.at === at ? trouble.words : undefined}
                        isNew={at === added}
                        onChange={(changed) => onChange(clauses.map((one, other) => (other === at ? changed : one)))}
                        onRemove={() => {
                            setAdded(-1);
                            onChange(clauses.filter((_one, other) => other !== at));
                        }}
                    />
                ))}
            </ul>
            <MenuTrigger>
                <Button isSmall>
                    <Plus size={16} aria-hidden />
                    {t("addClause")}
                </Button>
                <MenuPopover items={items} />
            </MenuTrigger>
        </div>
    );
}

type Edited = {
    clause: Clause;
    said: ClauseWords | undefined;
    trouble: string | undefined;
    isNew: boolean;
    onChange: (clause: Clause) => void;
    onRemove: () => void;
};

function EditedClause({ clause, said, trouble, isNew, onChange, onRemove }: Edited) {
    const { t } = useTranslation("charter");
    const spoken = useObserved(language);
    const id = useId();
    const [isOpen, setOpen] = useState(isNew);
    const isShown = isOpen || trouble !== undefined;
    const Icon = clauseIcon(clause.type);
    const name = t(`type.${clause.type as "posting"}`);
    return (
        <li className={style["clause"]}>
            <div className={style["head"]}>
                <Pressable
                    className={style["toggle"] ?? ""}
                    aria-expanded={isShown}
                    aria-controls={isShown ? id : undefined}
                    onPress={() => setOpen(!isShown)}
                >
                    <Icon size={18} aria-hidden />
                    <span className={style["said"]}>
                        <span className={style["name"]}>{name}</span>
                        {said && (
                            <span className={style["hint"]}>
                                {said.text[spoken]}
                                {clause.mode === "observe" && ` ${t("trialMark")}`}
                                {said.exceptions.length > 0 &&
                                    ` ${t("exceptMark", { who: said.exceptions.map((one) => one[spoken]).join(t("or")) })}`}
                            </span>
                        )}
                    </span>
                    {isShown ? <ChevronDown size={16} aria-hidden /> : <ChevronRight size={16} aria-hidden />}
                </Pressable>
                <IconButton label={t("removeClause", { clause: name })} onPress={onRemove}>
                    <Trash2 size={18} aria-hidden />
                </IconButton>
            </div>
            {isShown && (
                <section id={id} className={style["body"]} aria-label={name}>
                    <ClauseSettings clause={clause} onChange={onChange} />
                    <Consequences clause={clause} onChange={onChange} />
                    {mayExcept(clause.type) && <Exceptions clause={clause} onChange={onChange} />}
                    {trouble && (
                        <Notice look="refusal" isLive>
                            <p>{trouble}</p>
                        </Notice>
                    )}
                </section>
            )}
        </li>
    );
}

/** What becomes of what goes against the clause, and whether that is in earnest yet. */
function Consequences({ clause, onChange }: Pick<Edited, "clause" | "onChange">) {
    const { t } = useTranslation("charter");
    const verdicts = verdictsOf(clause.type);
    const verdict = verdictOf(clause);
    const mode = clause.mode ?? "enforce";
    if (!mayBeOnTrial(clause.type)) return null;
    return (
        <div className={style["choices"]}>
            {verdict && (
                <Select
                    label={t("against")}
                    choices={verdicts.map((id) => ({ id, label: t(`becomes.${id}`), hint: t(`effect.${id}`) }))}
                    value={verdict}
                    onChange={(chosen) => onChange(withVerdict(clause, chosen))}
                />
            )}
            <Select
                label={t("modeTitle")}
                choices={(["enforce", "observe"] as const).map((id) => ({
                    id,
                    label: t(`mode.${id}`),
                    hint: t(`modeHint.${id}`),
                }))}
                value={mode}
                onChange={(chosen) => onChange({ ...clause, mode: chosen })}
            />
            <p className={`${style["whole"]} ${style["hint"]}`} aria-live="polite">
                {mode === "observe" ? t("effect.observe") : verdict && t(`effect.${verdict}`)}
            </p>
        </div>
    );
}
