import { useTranslation } from "react-i18next";
import type { ChatSummary } from "../../store/chats.ts";
import { StaysDialog } from "../conversation/StaysDialog.tsx";
import { useStays } from "../conversation/useStays.ts";
import { Ask } from "../kit/Dialog.tsx";
import { useErrorWords } from "../kit/states.tsx";
import { tell, tellError } from "../kit/Toasts.tsx";
import { useHouse } from "../shell/context.ts";

/** Nobody leaves by a slip of the finger; whether he may is the charter's matter, and the house says so. */
export function LeaveChat({ chat, onClose }: { chat: ChatSummary; onClose: () => void }) {
    const { t } = useTranslation("chats");
    const { matrix } = useHouse();
    const errorWords = useErrorWords();
    const stays = useStays(chat);
    const leave = (): void => {
        onClose();
        matrix.leave(chat.roomId).then(
            () => tell(t("left", { name: chat.name })),
            (error: unknown) => tellError(errorWords(error)),
        );
    };
    if (stays) return <StaysDialog name={chat.name} why={stays} onClose={onClose} />;
    return (
        <Ask
            title={t("leaveTitle", { name: chat.name })}
            isOpen
            onClose={onClose}
            onConfirm={leave}
            confirmLabel={chat.isInvite ? t("decline") : t("leave")}
            look="danger"
        >
            <p>{t("leaveHint")}</p>
        </Ask>
    );
}
