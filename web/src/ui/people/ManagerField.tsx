import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Person, peopleSearchQuery, personQuery } from "../../store/people.ts";
import { useSettled } from "../search/useSettled.ts";
import { useHouse } from "../shell/context.ts";
import { Combo } from "./Combo.tsx";

/** Whom a person answers to, chosen by name. */
export function ManagerField({ person, onChange }: { person: Person; onChange: (personId: string) => void }) {
    const { t } = useTranslation("people");
    const { api } = useHouse();
    const present = useQuery({
        ...personQuery(api, person.manager_id ?? ""),
        enabled: person.manager_id !== null,
    }).data;
    const [typed, setTyped] = useState<string | undefined>(undefined);
    const [chosen, setChosen] = useState<string | null>(person.manager_id);
    const shown = typed ?? (present ? labelOf(present) : "");
    const found = useInfiniteQuery(peopleSearchQuery(api, useSettled((typed ?? "").split(" · ")[0]?.trim() ?? "")));
    const people = (found.data?.pages[0]?.people ?? []).filter((one) => one.person_id !== person.person_id);
    return (
        <Combo
            label={t("directSuperior")}
            choices={people.map((one) => ({ id: one.person_id, label: labelOf(one) }))}
            value={chosen}
            words={shown}
            onWords={setTyped}
            onChange={(id) => {
                setChosen(id);
                const one = people.find((other) => other.person_id === id);
                if (one) setTyped(labelOf(one));
                onChange(id);
            }}
        />
    );
}

function labelOf(person: Person): string {
    return [person.name, person.title].filter(Boolean).join(" · ");
}
