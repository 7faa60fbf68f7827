/** Five messages that everybody knows, and what the charter would make of each. */
import { CircleCheck, CircleX, Clock, type LucideIcon, MoveRight, TriangleAlert, UserCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Sample } from "../../store/charter.ts";
import { language } from "../../store/language.ts";
import { useObserved } from "../kit/observed.ts";
import style from "./Samples.module.css";

const ICONS: Readonly<Record<Sample["verdict"]["verdict"], LucideIcon>> = {
    allow: CircleCheck,
    nudge: TriangleAlert,
    divert: MoveRight,
    schedule: Clock,
    hold: UserCheck,
    refuse: CircleX,
};

export function Samples({ samples }: { samples: readonly Sample[] }) {
    const { t } = useTranslation("charter");
    const spoken = useObserved(language);
    if (samples.length === 0) return null;
    return (
        <section className={style["samples"]} aria-label={t("samples")}>
            <h3>{t("samples")}</h3>
            <p className={style["hint"]}>{t("samplesHint")}</p>
            <ul className={style["list"]}>
                {samples.map(({ name, body, verdict }) => {
                    const Icon = ICONS[verdict.verdict];
                    return (
                        <li key={name} className={`${style["sample"]} ${style[verdict.verdict]}`}>
                            <Icon size={18} aria-hidden />
                            <div className={style["words"]}>
                                <p>
                                    <strong>{t(`sample.${verdict.verdict}`)}</strong> · {name}
                                </p>
                                <p className={style["hint"]}>“{body}”</p>
                                {verdict.reason && <p className={style["hint"]}>{verdict.reason[spoken]}</p>}
                            </div>
                        </li>
                    );
                })}
            </ul>
        </section>
    );
}
