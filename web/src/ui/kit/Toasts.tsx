/** A short word at the edge about what was done, gone after some seconds; errors stay until closed. */

import { X } from "lucide-react";
import {
    Button as Pressable,
    UNSTABLE_ToastQueue as Queue,
    UNSTABLE_ToastRegion as Region,
    Text,
    UNSTABLE_Toast as Toast,
    UNSTABLE_ToastContent as ToastContent,
} from "react-aria-components";
import { useTranslation } from "react-i18next";
import style from "./Toasts.module.css";

type Words = { words: string; isError?: boolean };

const STAYS_MS = 6_000;
const queue = new Queue<Words>({ maxVisibleToasts: 3 });

export function tell(words: string): void {
    queue.add({ words }, { timeout: STAYS_MS });
}

export function tellError(words: string): void {
    queue.add({ words, isError: true });
}

export function Toasts() {
    const { t } = useTranslation();
    return (
        <Region queue={queue} className={style["region"] ?? ""}>
            {({ toast }) => (
                <Toast toast={toast} className={`${style["toast"]} ${toast.content.isError ? style["error"] : ""}`}>
                    <ToastContent className={style["content"] ?? ""}>
                        <Text slot="title">{toast.content.words}</Text>
                    </ToastContent>
                    <Pressable slot="close" aria-label={t("close")} className={style["close"] ?? ""}>
                        <X size={16} aria-hidden />
                    </Pressable>
                </Toast>
            )}
        </Region>
    );
}
