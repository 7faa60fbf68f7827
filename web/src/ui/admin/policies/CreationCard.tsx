/** Who may found which kind of group, how large, and with whose consent. */
import { useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { kindList } from "../../../store/admin/kinds.ts";
import type { Approval, Creation, Grant, Who } from "../../../store/admin/policies.ts";
import { ranksQuery } from "../../../store/people.ts";
import { Button, IconButton } from "../../kit/Button.tsx";
import { type Choice, Select } from "../../kit/Field.tsx";
import { useHouse } from "../../shell/context.ts";
import { useKindName } from "../names.tsx";
import { type FormOf, NumberField, PolicyCard } from "./PolicyCard.tsx";
import style from "./policies.module.css";

const APPROVALS: readonly Approval[] = ["none", "hr", "superior"];
const EVERYBODY: Grant = { who: { type: "everyone" }, most_members: null, approval: "none" };

export function CreationCard() {
    const { t } = useTranslation("admin");
    return (
        <PolicyCard name="creation" title={t("policies.creation.title")} hint={t("policies.creation.hint")}>
            {(form) => <Fields form={form} />}
        </PolicyCard>
    );
}

function Fields({ form: { value, set, error } }: { form: FormOf<Creation> }) {
    const { t } = useTranslation("admin");
    const { data: kinds = [] } = useQuery(kindList(useHouse()));
    const kindName = useKindName();
    const setGrants = (kind: string, grants: readonly Grant[]): void => {
        const { [kind]: _old, ...others } = value.kinds;
        set({ kinds: grants.length === 0 ? others : { ...others, [kind]: grants } });
    };
    return (
        <>
            {kinds.map(({ id }) => (
                <Kind
                    key={id}
                    name={kindName(id)}
                    grants={value.kinds[id] ?? []}
                    onChange={(grants) => setGrants(id, grants)}
                    error={error(`kinds.${id}`)}
                />
            ))}
            <div className={style["fields"]}>
                <NumberField
                    label={t("policies.creation.passOn")}
                    value={value.pass_on_hours}
                    onChange={(hours) => set({ pass_on_hours: hours ?? 0 })}
                    error={error("pass_on_hours")}
                />
                <NumberField
                    label={t("policies.creation.expire")}
                    value={value.expire_days}
                    onChange={(days) => set({ expire_days: days ?? 0 })}
                    error={error("expire_days")}
                />
            </div>
        </>
    );
}

function Kind({
    name,
    grants,
    onChange,
    error,
}: {
    name: string;
    grants: readonly Grant[];
    onChange: (grants: readonly Grant[]) => void;
    error: string | undefined;
}) {
    const { t } = useTranslation("admin");
    const whoWords = useWhoWords();
    const replace = (at: number, grant: Grant | null): void =>
        onChange(grants.flatMap((one, index) => (index !== at ? [one] : grant ? [grant] : [])));
    const summary = grants.map((grant) => whoWords(grant.who)).join(t("comma")) || t("policies.creation.nobody");
    return (
        <details className={style["kind"]}>
            <summary>
                <strong>{name}</strong>
                <span className={style["soft"]}>{summary}</span>
            </summary>
            <div className={style["grants"]}>
                {grants.map((grant, at) => (
                    <GrantFields
                        // biome-ignore lint/suspicious/noArrayIndexKey: grants have no names; their order is what they are
                        key={at}
                        grant={grant}
                        onChange={(changed) => replace(at, changed)}
                        onRemove={() => replace(at, null)}
                    />
                ))}
                {error && <p role="alert">{error}</p>}
                <div>
                    <Button isSmall onPress={() => onChange([...grants, EVERYBODY])}>
                        {t("policies.creation.add")}
                    </Button>
                </div>
            </div>
        </details>
    );
}

function GrantFields({
    grant,
    onChange,
    onRemove,
}: {
    grant: Grant;
    onChange: (grant: Grant) => void;
    onRemove: () => void;
}) {
    const { t } = useTranslation("admin");
    return (
        <div className={style["grant"]}>
            <WhoField who={grant.who} onChange={(who) => onChange({ ...grant, who })} />
            <NumberField
                label={t("policies.creation.most")}
                value={grant.most_members}
                onChange={(most) => onChange({ ...grant, most_members: most })}
            />
            <Select
                label={t("policies.creation.approval")}
                choices={APPROVALS.map((id) => ({ id, label: t(`policies.approvals.${id}`) }))}
                value={grant.approval}
                onChange={(approval) => onChange({ ...grant, approval })}
            />
            <IconButton label={t("policies.remove")} onPress={onRemove}>
                <Trash2 size={18} aria-hidden />
            </IconButton>
        </div>
    );
}

/** The usual circles of people by name; one that was made by hand stays as it is. */
function WhoField({ who, onChange }: { who: Who; onChange: (who: Who) => void }) {
    const { t } = useTranslation("admin");
    const { data: ranks = [] } = useQuery(ranksQuery(useHouse().api));
    const whoWords = useWhoWords();
    const usual: Who[] = [
        { type: "everyone" },
        { type: "leaders", department_id: null },
        { type: "role", role: "hr" },
        ...ranks.map((rank) => ({ type: "rank", floor: rank.level, ceiling: null })),
    ];
    const own = JSON.stringify(who);
    const all = usual.some((one) => JSON.stringify(one) === own) ? usual : [...usual, who];
    const choices: Choice<string>[] = all.map((one) => ({ id: JSON.stringify(one), label: whoWords(one) }));
    return (
        <Select
            label={t("policies.creation.who")}
            choices={choices}
            value={own}
            onChange={(chosen) => onChange(JSON.parse(chosen) as Who)}
        />
    );
}

function useWhoWords(): (who: Who) => string {
    const { t } = useTranslation("admin");
    const { data: ranks = [] } = useQuery(ranksQuery(useHouse().api));
    return (who) => {
        if (who.type === "everyone") return t("policies.who.everyone");
        if (who.type === "leaders" && !who["department_id"]) return t("policies.who.leaders");
        if (who.type === "role" && who["role"] === "hr") return t("policies.who.hr");
        const rank = ranks.find((one) => one.level === who["floor"]);
        if (who.type === "rank" && rank && !who["ceiling"]) return t("policies.who.rank", { rank: rank.name });
        return JSON.stringify(who);
    };
}
