/** Who helps the owner: his deputies, and who decides about messages that wait for approval. */
import { useTranslation } from "react-i18next";
import type { Named } from "../../store/foundingAudience.ts";
import { personIdOf } from "../../store/people.ts";
import style from "./AudienceChooser.module.css";
import { NamedPeople } from "./NamedPeople.tsx";

type Props = {
    owner: string;
    deputies: readonly Named[];
    approvers: readonly Named[];
    onDeputies: (people: readonly Named[]) => void;
    onApprovers: (people: readonly Named[]) => void;
    heading: "h2" | "h3";
};

export function Helpers({ owner, deputies, approvers, onDeputies, onApprovers, heading: Heading }: Props) {
    const { t } = useTranslation("charter");
    return (
        <>
            <section className={style["part"]}>
                <Heading className={style["title"]}>{t("deputies")}</Heading>
                <p className={style["hint"]}>{t("deputiesHint")}</p>
                <NamedPeople
                    label={t("addDeputy")}
                    people={deputies}
                    without={[personIdOf(owner)]}
                    onChange={onDeputies}
                />
            </section>
            <section className={style["part"]}>
                <Heading className={style["title"]}>{t("approvers")}</Heading>
                <p className={style["hint"]}>{t("approversHint")}</p>
                <NamedPeople label={t("addApprover")} people={approvers} onChange={onApprovers} />
            </section>
        </>
    );
}
