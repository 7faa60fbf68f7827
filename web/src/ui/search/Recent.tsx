import { History } from "lucide-react";
import { useTranslation } from "react-i18next";
import { forgetSearches, recentSearches } from "../../store/search.ts";
import { Button } from "../kit/Button.tsx";
import { useObserved } from "../kit/observed.ts";
import { Empty } from "../kit/states.tsx";
import style from "./Search.module.css";

/** What was searched before in this browser, until something is typed. */
export function Recent({ onChoose }: { onChoose: (words: string) => void }) {
    const { t } = useTranslation("search");
    const recent = useObserved(recentSearches);
    if (recent.length === 0) return <Empty title={t("start")} hint={t("startHint")} />;
    return (
        <section aria-label={t("recent")}>
            <div className={style["recentHead"]}>
                <h3 className={style["heading"]}>{t("recent")}</h3>
                <Button look="quiet" isSmall onPress={forgetSearches}>
                    {t("forget")}
                </Button>
            </div>
            <ul className={style["recent"]}>
                {recent.map((words) => (
                    <li key={words}>
                        <Button isSmall onPress={() => onChoose(words)}>
                            <History size={14} aria-hidden />
                            {words}
                        </Button>
                    </li>
                ))}
            </ul>
        </section>
    );
}
