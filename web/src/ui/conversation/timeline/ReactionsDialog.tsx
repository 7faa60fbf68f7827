import type { MatrixEvent } from "matrix-js-sdk";
import { useTranslation } from "react-i18next";
import { Dialog } from "../../kit/Dialog.tsx";
import { useTalk } from "./context.ts";
import style from "./Message.module.css";
import { nameOf } from "./names.ts";

/** Who reacted, by sign. */
export function ReactionsDialog({ event, onClose }: { event: MatrixEvent; onClose: () => void }) {
    const { t } = useTranslation("timeline");
    const { timeline } = useTalk();
    return (
        <Dialog title={t("reactions")} isOpen onClose={onClose}>
            <ul className={style["versions"]}>
                {timeline.reactions(event.getId() ?? "").map(({ key, by }) => (
                    <li key={key}>
                        <strong>
                            {key} {by.size}
                        </strong>
                        <p>{[...by.keys()].map((id) => nameOf(timeline.room, id)).join(t("comma"))}</p>
                    </li>
                ))}
            </ul>
        </Dialog>
    );
}
