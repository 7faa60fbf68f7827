/** Who answers for the new group, who helps, and who shall be in. */
import { useTranslation } from "react-i18next";
import { ownerOf } from "../../store/founding.ts";
import { personIdOf } from "../../store/people.ts";
import { AudienceChooser } from "../charter/AudienceChooser.tsx";
import { Helpers } from "../charter/Helpers.tsx";
import { PersonField } from "../people/PersonField.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./FoundingPage.module.css";
import type { StepProps } from "./FoundingPage.tsx";

export function PeopleStep({ draft, onChange }: StepProps) {
    const { t } = useTranslation("founding");
    const house = useHouse();
    const owner = ownerOf(house, draft);
    return (
        <>
            <AudienceChooser
                choice={draft.audience}
                onChange={(audience) => onChange({ audience })}
                owner={owner}
                deputies={draft.deputies.map(({ id }) => id)}
            />
            <section className={style["part"]}>
                <h2 className={style["title"]}>{t("owner")}</h2>
                <PersonField
                    label={t("whoOwns")}
                    hint={t(owner === house.userId ? "youOwn" : "otherOwns")}
                    value={personIdOf(owner)}
                    onChange={(_account, person) => {
                        const isMe = !person || person.user_id === house.userId;
                        onChange({ owner: isMe ? null : { id: person.user_id, name: person.name } });
                    }}
                />
            </section>
            <Helpers
                owner={owner}
                deputies={draft.deputies}
                approvers={draft.approvers}
                onDeputies={(deputies) => onChange({ deputies })}
                onApprovers={(approvers) => onChange({ approvers })}
                heading="h2"
            />
        </>
    );
}
