/** People by name, found one after the other; who is on the list is taken off it again with a press. */
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { personIdOf } from "../../store/charter.ts";
import type { Named } from "../../store/foundingAudience.ts";
import { IconButton } from "../kit/Button.tsx";
import style from "./AudienceChooser.module.css";
import { PersonPicker } from "./PersonPicker.tsx";
import { useColleague } from "./useColleague.ts";

type Props = { label: string; people: readonly Named[]; onChange: (people: readonly Named[]) => void };

export function NamedPeople({ label, people, onChange }: Props) {
    return (
        <>
            <PersonPicker
                label={label}
                onChoose={(person) => {
                    if (people.some(({ id }) => id === person.user_id)) return;
                    onChange([...people, { id: person.user_id, name: person.name }]);
                }}
            />
            {people.length > 0 && (
                <ul className={style["tags"]}>
                    {people.map((person) => (
                        <Tag
                            key={person.id}
                            person={person}
                            onRemove={() => onChange(people.filter(({ id }) => id !== person.id))}
                        />
                    ))}
                </ul>
            )}
        </>
    );
}

/** A charter knows only ids: then the directory has the name. */
function Tag({ person, onRemove }: { person: Named; onRemove: () => void }) {
    const { t } = useTranslation("founding");
    const found = useColleague(person.id);
    const name = person.name || (found?.name ?? personIdOf(person.id));
    return (
        <li className={style["tag"]}>
            {name}
            <IconButton label={t("takeBack", { person: name })} onPress={onRemove}>
                <X size={16} aria-hidden />
            </IconButton>
        </li>
    );
}
