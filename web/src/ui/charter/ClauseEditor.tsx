/** The clauses of a charter that is being written: each on, on trial or gone, with what can be set in it. */
import { Plus, Trash2 } from "lucide-react";
import { MenuTrigger } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Clause } from "../../store/charter.ts";
import { clausesToAdd } from "../../store/charterClauses.ts";
import { Button, IconButton } from "../kit/Button.tsx";
import { Select } from "../kit/Field.tsx";
import { MenuPopover } from "../kit/Menu.tsx";
import style from "./ClauseEditor.module.css";
import { ClauseSettings } from "./ClauseSettings.tsx";
import { clauseIcon } from "./clauseIcons.ts";

type Props = { clauses: readonly Clause[]; onChange: (clauses: readonly Clause[]) => void };

export function ClauseEditor({ clauses, onChange }: Props) {
    const { t } = useTranslation("charter");
    const items = clausesToAdd(clauses).map((clause) => {
        const Icon = clauseIcon(clause.type);
        return {
            id: clause.type,
            label: t(`type.${clause.type as "posting"}`),
            icon: <Icon size={18} aria-hidden />,
            onAction: () => onChange([...clauses, clause]),
        };
    });
    return (
        <div className={style["editor"]}>
            <ul className={style["list"]}>
                {clauses.map((clause, at) => (
                    <EditedClause
                        // biome-ignore lint/suspicious/noArrayIndexKey: a new clause has no name yet
                        key={`${clause.type} ${clause.id ?? ""} ${at}`}
                        clause={clause}
                        onChange={(changed) => onChange(clauses.map((one, other) => (other === at ? changed : one)))}
                        onRemove={() => onChange(clauses.filter((_one, other) => other !== at))}
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

function EditedClause({
    clause,
    onChange,
    onRemove,
}: {
    clause: Clause;
    onChange: (clause: Clause) => void;
    onRemove: () => void;
}) {
    const { t } = useTranslation("charter");
    const Icon = clauseIcon(clause.type);
    const name = t(`type.${clause.type as "posting"}`);
    return (
        <li className={style["clause"]}>
            <div className={style["head"]}>
                <Icon size={18} aria-hidden />
                <span className={style["name"]}>{name}</span>
                {clause.type !== "by_people" && (
                    <Select
                        label={t("modeOf", { clause: name })}
                        isLabelHidden
                        choices={[
                            { id: "enforce", label: t("mode.enforce") },
                            { id: "observe", label: t("mode.observe") },
                        ]}
                        value={clause.mode ?? "enforce"}
                        onChange={(mode) => onChange({ ...clause, mode })}
                    />
                )}
                <IconButton label={t("removeClause", { clause: name })} onPress={onRemove}>
                    <Trash2 size={18} aria-hidden />
                </IconButton>
            </div>
            <ClauseSettings clause={clause} onChange={onChange} />
        </li>
    );
}
