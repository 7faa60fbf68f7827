import { Pin } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Room } from "../../api/matrix.ts";
import style from "./Conversation.module.css";
import { usePanel } from "./panel/usePanel.ts";
import { isHouse } from "./timeline/names.ts";
import { summaryOf } from "./timeline/summary.ts";
import { usePins } from "./usePins.ts";

/** Above what was said: the newest pinned message, and the way to all of them. */
export function PinnedBar({ room }: { room: Room }) {
    const { t } = useTranslation("conversation");
    const { t: said } = useTranslation(["timeline", "common"]);
    const [panel, show] = usePanel();
    const all = usePins(room).data ?? [];
    const pins = all.filter((event) => !isHouse(event.getSender() ?? "")); // the charter, which has its own button
    const [newest] = pins;
    if (!newest) return null;
    return (
        <button
            type="button"
            className={style["pinned"]}
            aria-expanded={panel === "pinned"}
            onClick={() => show(panel === "pinned" ? null : "pinned")}
        >
            <Pin size={16} aria-hidden />
            <span className={style["pinnedCount"]}>{t("pinnedCount", { count: pins.length })}</span>
            <span className={style["pinnedWords"]}>{summaryOf(newest, said)}</span>
        </button>
    );
}
