/** Who is in and who helps the owner, in the editor of a charter. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Charter, CharterWish } from "../../store/charter.ts";
import { fromAudience, type Named, NOBODY_YET, toAudience } from "../../store/foundingAudience.ts";
import { Button } from "../kit/Button.tsx";
import style from "./AudienceChooser.module.css";
import { AudienceChooser } from "./AudienceChooser.tsx";
import { Helpers } from "./Helpers.tsx";

type Props = { charter: Charter; wish: CharterWish; onChange: (part: CharterWish) => void };

export function PeopleFields({ charter, wish, onChange }: Props) {
    return (
        <>
            <Helpers
                owner={charter.owner}
                deputies={unnamed(wish.deputies ?? charter.deputies)}
                approvers={unnamed(wish.approvers ?? charter.approvers)}
                onDeputies={(people) => onChange({ deputies: people.map(({ id }) => id) })}
                onApprovers={(people) => onChange({ approvers: people.map(({ id }) => id) })}
                heading="h3"
            />
            <AudienceFields charter={charter} wish={wish} onChange={onChange} />
        </>
    );
}

function unnamed(ids: readonly string[]): Named[] {
    return ids.map((id) => ({ id, name: "" }));
}

/** Folded, because it is long. A rule that the chooser can't say stays until the owner begins anew. */
function AudienceFields({ charter, wish, onChange }: Props) {
    const { t } = useTranslation("charter");
    const [isOpen, setOpen] = useState(wish.audience !== charter.audience);
    const audience = wish.audience ?? charter.audience;
    const choice = fromAudience(audience, charter.owner) ?? (audience === charter.audience ? null : NOBODY_YET);
    return (
        <section className={style["part"]}>
            <h3>{t("whoIsIn")}</h3>
            {!isOpen && (
                <div>
                    <Button isSmall onPress={() => setOpen(true)}>
                        {t("changeAudience")}
                    </Button>
                </div>
            )}
            {isOpen && choice && (
                <AudienceChooser
                    choice={choice}
                    onChange={(changed) => onChange({ audience: toAudience(changed, charter.owner) })}
                    owner={charter.owner}
                    deputies={wish.deputies ?? charter.deputies}
                    heading="h4"
                />
            )}
            {isOpen && !choice && (
                <>
                    <p className={style["hint"]}>{t("audienceByHand")}</p>
                    <div>
                        <Button isSmall onPress={() => onChange({ audience: toAudience(NOBODY_YET, charter.owner) })}>
                            {t("audienceAnew")}
                        </Button>
                    </div>
                </>
            )}
        </section>
    );
}
