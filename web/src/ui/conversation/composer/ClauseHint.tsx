import { useTranslation } from "react-i18next";
import type { Against } from "../../../store/clauses.ts";
import { Notice } from "../../kit/Notice.tsx";

/** What the charter says of what is being written, before it is sent. */
export function ClauseHint({ against }: { against: Against }) {
    const { t } = useTranslation("composer");
    const { number, sentence, verdict } = against;
    const words = t("clause", { number, sentence });
    return (
        <Notice look={verdict === "refuse" ? "refusal" : "warning"} isLive>
            <p>
                {words} {verdict !== "refuse" && t(`becomes.${verdict}`)}
            </p>
        </Notice>
    );
}
