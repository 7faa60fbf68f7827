import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { peopleIn } from "../../store/founding.ts";
import type { AudienceChoice } from "../../store/foundingAudience.ts";
import { language } from "../../store/language.ts";
import { Button } from "../kit/Button.tsx";
import { Notice } from "../kit/Notice.tsx";
import { useObserved } from "../kit/observed.ts";
import { Portrait } from "../kit/Portrait.tsx";
import { useSettled } from "../kit/settled.ts";
import { useErrorWords } from "../kit/states.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./PeoplePreview.module.css";

const FIRST = 12;
const MOST = 500;

/** Who would be in, as the house works it out, and why each; the rule in words with the people of each part. */
export function PeoplePreview({
    choice,
    owner,
    deputies,
    heading: Heading,
}: {
    choice: AudienceChoice;
    owner: string | undefined;
    deputies: readonly string[] | undefined;
    heading: "h2" | "h4";
}) {
    const { t } = useTranslation("founding");
    const house = useHouse();
    const spoken = useObserved(language);
    const errorWords = useErrorWords();
    const [isWhole, setWhole] = useState(false);
    const settled = useSettled(choice);
    const found = useQuery({
        ...peopleIn(house, settled, isWhole ? MOST : FIRST, owner, deputies),
        placeholderData: (before) => before,
        retry: false,
    });
    const preview = found.data;
    const isNobody = choice.departments.length + choice.people.length === 0 && !choice.myReports;
    if (isNobody) return <p className={style["hint"]}>{t("nobodyYet")}</p>;
    if (found.error) {
        return (
            <Notice look="refusal" isLive>
                <p>{errorWords(found.error)}</p>
            </Notice>
        );
    }
    if (!preview) return null;
    return (
        <section className={style["preview"]} aria-label={t("result")}>
            <div role="status">
                <Heading className={style["total"]}>{t("total", { count: preview.total })}</Heading>
            </div>
            <ul className={style["parts"]}>
                {preview.parts.map((part) => (
                    <li key={part.text["en"]}>
                        {t(part.is_exclusion ? "partOut" : "partIn", {
                            count: part.people,
                            rule: part.text[spoken],
                        })}
                    </li>
                ))}
            </ul>
            <ul className={style["people"]}>
                {preview.people.map((person) => (
                    <li key={person.person_id} className={style["person"]}>
                        <Portrait name={person.name} id={person.user_id} isPerson size={32} />
                        <span className={style["name"]}>
                            {person.name}
                            <span className={style["hint"]}>{person.why[spoken]}</span>
                        </span>
                    </li>
                ))}
            </ul>
            {preview.total > preview.people.length && !isWhole && (
                <Button isSmall onPress={() => setWhole(true)}>
                    {t("showAll")}
                </Button>
            )}
        </section>
    );
}
