import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ChatSummary } from "../../store/chats.ts";
import { NOTIFY_LEVELS, type NotifyLevel, notifyLevel, setNotifyLevel } from "../../store/muting.ts";
import { asked } from "../../store/timelineActions.ts";
import { Dialog } from "../kit/Dialog.tsx";
import { Select } from "../kit/Field.tsx";
import { Notice } from "../kit/Notice.tsx";
import { useErrorWords } from "../kit/states.tsx";
import { useHouse } from "../shell/context.ts";

/** How much this conversation may call one. */
export function NotifyDialog({ chat, onClose }: { chat: ChatSummary; onClose: () => void }) {
    const { t } = useTranslation("conversation");
    const { matrix } = useHouse();
    const words = useErrorWords();
    const choose = useMutation({
        mutationFn: (level: NotifyLevel) => asked(setNotifyLevel(matrix, chat.roomId, level)),
        onSuccess: onClose,
    });
    return (
        <Dialog title={t("notify")} isOpen onClose={onClose}>
            <Select
                label={t("notify")}
                isLabelHidden
                choices={NOTIFY_LEVELS.map((id) => ({ id, label: t(`notifyLevels.${id}`) }))}
                value={choose.variables ?? notifyLevel(matrix, chat.roomId)}
                onChange={(level) => choose.mutate(level)}
                isDisabled={choose.isPending}
            />
            {choose.error && (
                <Notice look="refusal" isLive>
                    {words(choose.error)}
                </Notice>
            )}
        </Dialog>
    );
}
