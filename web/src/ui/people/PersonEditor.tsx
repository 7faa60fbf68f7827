/** HR changes a person; his groups follow at once, so the reason is part of it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changePerson, type Person, type PersonEdit, ranksQuery } from "../../store/people.ts";
import { Button } from "../kit/Button.tsx";
import { Dialog } from "../kit/Dialog.tsx";
import { Select, TextField } from "../kit/Field.tsx";
import { Notice } from "../kit/Notice.tsx";
import { useErrorWords } from "../kit/states.tsx";
import { tell } from "../kit/Toasts.tsx";
import { useHouse } from "../shell/context.ts";
import { DepartmentField } from "./DepartmentField.tsx";
import style from "./PersonEditor.module.css";
import { PersonField } from "./PersonField.tsx";

const NO_RANK = "";
const STATUSES = ["active", "suspended", "left"] as const;

export function PersonEditor({ person, onClose }: { person: Person; onClose: () => void }) {
    const { t } = useTranslation(["people", "common"]);
    const { api } = useHouse();
    const errorWords = useErrorWords();
    const queries = useQueryClient();
    const [edit, setEdit] = useState<PersonEdit>({ reason: "" });
    const save = useMutation({
        mutationFn: () => changePerson(api, person.person_id, edit),
        onSuccess: async () => {
            tell(t("edit.done", { name: person.name }));
            onClose();
            await Promise.all([
                queries.invalidateQueries({ queryKey: ["people"] }),
                queries.invalidateQueries({ queryKey: ["departments"] }),
            ]);
        },
    });
    const change = (part: Partial<PersonEdit>): void => setEdit((before) => ({ ...before, ...part }));
    const isChanged = Object.keys(edit).length > 1;
    return (
        <Dialog
            title={t("edit.title", { name: person.name })}
            isOpen
            onClose={onClose}
            actions={
                <>
                    <Button onPress={onClose}>{t("common:cancel")}</Button>
                    <Button
                        look={edit.status === "left" ? "danger" : "primary"}
                        isDisabled={!isChanged || edit.reason.trim() === ""}
                        isPending={save.isPending}
                        onPress={() => save.mutate()}
                    >
                        {t("common:save")}
                    </Button>
                </>
            }
        >
            <Fields person={person} edit={edit} onChange={change} />
            {edit.status === "left" && <Notice look="warning">{t("edit.leaving")}</Notice>}
            {save.error && (
                <Notice look="refusal" isLive>
                    {errorWords(save.error)}
                </Notice>
            )}
        </Dialog>
    );
}

type FieldsProps = { person: Person; edit: PersonEdit; onChange: (part: Partial<PersonEdit>) => void };

function Fields({ person, edit, onChange }: FieldsProps) {
    const { t } = useTranslation("people");
    const { api } = useHouse();
    const ranks = useQuery(ranksQuery(api)).data ?? [];
    const choices = [{ id: NO_RANK, label: t("edit.noRank") }, ...ranks.map(({ name }) => ({ id: name, label: name }))];
    const rank = edit.rank === undefined ? person.rank : edit.rank;
    return (
        <div className={style["fields"]}>
            <TextField
                label={t("facts.title")}
                value={edit.title ?? person.title ?? ""}
                onChange={(title) => onChange({ title: title || null })}
            />
            <DepartmentField
                label={t("facts.department")}
                value={edit.department_id ?? person.department_id}
                onChange={(id) => onChange({ department_id: id })}
            />
            <Select
                label={t("facts.rank")}
                choices={choices}
                value={rank ?? NO_RANK}
                onChange={(name) => onChange({ rank: name || null })}
            />
            <PersonField
                label={t("directSuperior")}
                value={edit.manager_id ?? person.manager_id ?? ""}
                without={[person.person_id]}
                onChange={(account) => account && onChange({ manager_id: account })}
            />
            <Select
                label={t("facts.status")}
                choices={STATUSES.map((id) => ({ id, label: t(`statuses.${id}`) }))}
                value={edit.status ?? person.status}
                onChange={(status) => onChange({ status })}
            />
            <TextField
                label={t("edit.reason")}
                hint={t("edit.reasonHint")}
                isRequired
                value={edit.reason}
                onChange={(reason) => onChange({ reason })}
            />
        </div>
    );
}
