/** What a version of a charter changes: each change in a line, and which of them ask more of the members. */
import { Minus, PenLine, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Change } from "../../store/charter.ts";
import { language } from "../../store/language.ts";
import { useObserved } from "../kit/observed.ts";
import style from "./ChangeList.module.css";

const ICONS = { added: Plus, removed: Minus, changed: PenLine };

export function ChangeList({ changes }: { changes: readonly Change[] }) {
    const { t } = useTranslation("charter");
    const spoken = useObserved(language);
    if (changes.length === 0) return <p className={style["none"]}>{t("noChanges")}</p>;
    return (
        <ul className={style["list"]}>
            {changes.map((change) => {
                const Icon = ICONS[change.what];
                return (
                    <li key={`${change.field} ${change.id} ${change.what}`} className={style[change.what]}>
                        <Icon size={16} aria-hidden />
                        <div>
                            <p className={style["text"]}>{change.text[spoken]}</p>
                            {change.asks_more && <p className={style["more"]}>{t("asksMore")}</p>}
                        </div>
                    </li>
                );
            })}
        </ul>
    );
}
