import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { ChatSummary } from "../../store/chats.ts";
import { asked } from "../../store/timelineActions.ts";
import { Ask } from "../kit/Dialog.tsx";
import { Notice } from "../kit/Notice.tsx";
import { useErrorWords } from "../kit/states.tsx";
import { tell } from "../kit/Toasts.tsx";
import { useHouse } from "../shell/context.ts";
import { StaysDialog } from "./StaysDialog.tsx";
import { useStays } from "./useStays.ts";

export function LeaveDialog({ chat, onClose }: { chat: ChatSummary; onClose: () => void }) {
    const { t } = useTranslation("conversation");
    const { matrix } = useHouse();
    const [, go] = useLocation();
    const words = useErrorWords();
    const stays = useStays(chat);
    const leave = useMutation({
        mutationFn: () => asked(matrix.leave(chat.roomId)),
        onSuccess: () => {
            tell(t("left"));
            go("/chats");
        },
    });
    if (stays) return <StaysDialog name={chat.name} why={stays} onClose={onClose} />;
    return (
        <Ask
            title={t("leaveAsk", { name: chat.name })}
            isOpen
            onClose={onClose}
            onConfirm={() => leave.mutate()}
            confirmLabel={t("leave")}
            look="danger"
            isPending={leave.isPending}
        >
            {!chat.isDirect && <p>{t("leaveHint")}</p>}
            {leave.error && (
                <Notice look="refusal" isLive>
                    {words(leave.error)}
                </Notice>
            )}
        </Ask>
    );
}
