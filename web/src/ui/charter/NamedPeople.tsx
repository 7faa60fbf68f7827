/** People by name, found one after the other; who is on the list is taken off it again with a press. */
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Named } from "../../store/foundingAudience.ts";
import { personIdOf } from "../../store/people.ts";
import { IconButton } from "../kit/Button.tsx";
import { PersonField } from "../people/PersonField.tsx";
import { usePersonName } from "../people/usePersonName.ts";
import style from "./AudienceChooser.module.css";

type Props = {
    label: string;
    people: readonly Named[];
    without?: readonly string[];
    onChange: (people: readonly Named[]) => void;
};

export function NamedPeople({ label, people, without = [], onChange }: Props) {
    return (
        <>
            <PersonField
                label={label}
                value=""
                without={[...without, ...people.map(({ id }) => personIdOf(id))]}
                onChange={(_account, person) =>
                    person && onChange([...people, { id: person.user_id, name: person.name }])
                }
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
    const known = usePersonName(person.id);
    const name = person.name || known;
    return (
        <li className={style["tag"]}>
            {name}
            <IconButton label={t("takeBack", { person: name })} onPress={onRemove}>
                <X size={16} aria-hidden />
            </IconButton>
        </li>
    );
}
