/** The rules of who reaches whom, each as a sentence that opens into its form; the upper one decides. */
import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Circle, isImplied, moved, newRule, type ReachRule, VERBS } from "../../../store/admin/reach.ts";
import { departmentsQuery, pathTo, ranksQuery } from "../../../store/people.ts";
import { Button, IconButton } from "../../kit/Button.tsx";
import { Check, Select, TextField } from "../../kit/Field.tsx";
import { useHouse } from "../../shell/context.ts";
import { CircleFields } from "./CircleFields.tsx";
import style from "./policies.module.css";

const ANSWERS = { yes: true, no: false, nothing: null } as const;
type Answer = keyof typeof ANSWERS;

type Props = {
    rules: readonly ReachRule[];
    onChange: (rules: readonly ReachRule[]) => void;
    error: string | undefined;
};

export function ReachRules({ rules, onChange, error }: Props) {
    const { t } = useTranslation("admin");
    const [added, setAdded] = useState<string | null>(null);
    return (
        <div className={style["list"]}>
            <h3>{t("policies.reach.rules")}</h3>
            <p className={style["soft"]}>
                {t(rules.length > 0 ? "policies.reach.rulesHint" : "policies.reach.noRules")}
            </p>
            {rules.map((rule, at) => (
                <OneRule
                    key={rule.id}
                    rule={rule}
                    number={at + 1}
                    count={rules.length}
                    isNew={rule.id === added}
                    onChange={(changed) => onChange(rules.map((one, other) => (other === at ? changed : one)))}
                    onMove={(by) => onChange(moved(rules, at, by))}
                    onRemove={() => onChange(rules.filter((_, other) => other !== at))}
                />
            ))}
            {error && <p role="alert">{error}</p>}
            <div>
                <Button
                    isSmall
                    onPress={() => {
                        const rule = newRule(rules);
                        setAdded(rule.id);
                        onChange([...rules, rule]);
                    }}
                >
                    <Plus size={16} aria-hidden />
                    {t("policies.reach.addRule")}
                </Button>
            </div>
        </div>
    );
}

function OneRule({
    rule,
    number,
    count,
    isNew,
    onChange,
    onMove,
    onRemove,
}: {
    rule: ReachRule;
    number: number;
    count: number;
    isNew: boolean;
    onChange: (rule: ReachRule) => void;
    onMove: (by: -1 | 1) => void;
    onRemove: () => void;
}) {
    const { t } = useTranslation("admin");
    const ruleWords = useRuleWords();
    const set = (part: Partial<ReachRule>): void => onChange({ ...rule, ...part });
    return (
        <details className={`${style["kind"]} ${style["rule"]}`} open={isNew || undefined}>
            <summary>
                <span className={style["sentence"]}>
                    {number}. {ruleWords(rule)}
                    {rule.note && <span className={style["soft"]}> {rule.note}</span>}
                </span>
            </summary>
            <div className={style["grants"]}>
                <CircleFields title={t("policies.reach.who")} circle={rule.who} onChange={(who) => set({ who })} />
                <CircleFields title={t("policies.reach.whom")} circle={rule.whom} onChange={(whom) => set({ whom })} />
                <Check isSelected={rule.elsewhere} onChange={(elsewhere) => set({ elsewhere })}>
                    {t("policies.reach.elsewhere")}
                </Check>
                <div className={style["fields"]}>
                    {VERBS.map((verb) => (
                        <Select
                            key={verb}
                            label={t(`policies.reach.verb.${verb}`)}
                            hint={isImplied(rule, verb) ? t("policies.reach.implied") : undefined}
                            choices={(["nothing", "yes", "no"] as const).map((id) => ({
                                id,
                                label: t(`policies.reach.answer.${id}`),
                            }))}
                            value={answerOf(rule[verb])}
                            onChange={(answer) => set({ [verb]: ANSWERS[answer] })}
                        />
                    ))}
                </div>
                <TextField label={t("policies.reach.note")} value={rule.note} onChange={(note) => set({ note })} />
                <div className={style["acts"]}>
                    <IconButton
                        label={t("policies.reach.up", { number })}
                        isDisabled={number === 1}
                        onPress={() => onMove(-1)}
                    >
                        <ArrowUp size={18} aria-hidden />
                    </IconButton>
                    <IconButton
                        label={t("policies.reach.down", { number })}
                        isDisabled={number === count}
                        onPress={() => onMove(1)}
                    >
                        <ArrowDown size={18} aria-hidden />
                    </IconButton>
                    <Button isSmall look="danger" onPress={onRemove}>
                        <Trash2 size={16} aria-hidden />
                        {t("policies.reach.removeRule", { number })}
                    </Button>
                </div>
            </div>
        </details>
    );
}

function answerOf(said: boolean | null): Answer {
    if (said === null) return "nothing";
    return said ? "yes" : "no";
}

/** A rule as one reads it. */
function useRuleWords(): (rule: ReachRule) => string {
    const { t } = useTranslation("admin");
    const circleWords = useCircleWords();
    return (rule) => {
        const says = VERBS.filter((verb) => rule[verb] !== null && !isImplied(rule, verb)).map((verb) =>
            t(`policies.reach.${rule[verb] ? "may" : "mayNot"}.${verb}`),
        );
        const whom = circleWords(rule.whom);
        return t("policies.reach.sentence", {
            who: circleWords(rule.who),
            whom: rule.elsewhere ? t("policies.reach.elsewhereOf", { whom }) : whom,
            says: says.length > 0 ? says.join(t("comma")) : t("policies.reach.saysNothing"),
        });
    };
}

function useCircleWords(): (circle: Circle) => string {
    const { t } = useTranslation("admin");
    const { api } = useHouse();
    const tree = useQuery(departmentsQuery(api)).data ?? [];
    const ranks = useQuery(ranksQuery(api)).data ?? [];
    const rankName = (rank: string | number): string => ranks.find(({ level }) => level === rank)?.name ?? String(rank);
    return ({ departments, floor, ceiling, leaders, roles, people }) => {
        const names = departments.map((id) => pathTo(tree, id).at(-1)?.name ?? id);
        const parts = [
            names.length > 0 && names.join(t("comma")),
            floor !== null && t("policies.reach.atLeast", { rank: rankName(floor) }),
            ceiling !== null && t("policies.reach.atMost", { rank: rankName(ceiling) }),
            leaders && t("policies.who.leaders"),
            roles.length > 0 && roles.map((role) => t(`policies.reach.role.${role as "hr"}`)).join(t("comma")),
            people.length > 0 && t("policies.reach.people", { count: people.length }),
        ].filter((part) => part !== false);
        return parts.length > 0 ? parts.join(t("policies.reach.and")) : t("policies.who.everyone");
    };
}
