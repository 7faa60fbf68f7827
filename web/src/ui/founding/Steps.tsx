import { Check } from "lucide-react";
import { Button as Pressable } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { canLeave, type Draft, STEPS, type Step } from "../../store/founding.ts";
import style from "./FoundingPage.module.css";

/** Where one is, and the way back to what was decided before. */
export function Steps({ draft, onGo }: { draft: Draft; onGo: (step: Step) => void }) {
    const { t } = useTranslation("founding");
    const at = STEPS.indexOf(draft.step);
    return (
        <nav aria-label={t("steps")}>
            <ol className={style["steps"]}>
                {STEPS.map((step, number) => {
                    const isPassed = number < at;
                    const isOpen = STEPS.slice(0, number).every((one) => canLeave(draft, one));
                    return (
                        <li key={step}>
                            <Pressable
                                className={`${style["step"]} ${isPassed ? style["passed"] : ""}`}
                                isDisabled={!isOpen}
                                aria-current={number === at ? "step" : undefined}
                                onPress={() => onGo(step)}
                            >
                                {isPassed ? <Check size={16} aria-hidden /> : <span>{number + 1}</span>}
                                {t(`step.${step}`)}
                            </Pressable>
                        </li>
                    );
                })}
            </ol>
        </nav>
    );
}
