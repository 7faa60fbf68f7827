import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { Room } from "../../api/matrix.ts";
import type { ChatSummary } from "../../store/chats.ts";
import { asked } from "../../store/timelineActions.ts";
import { Button } from "../kit/Button.tsx";
import { Notice } from "../kit/Notice.tsx";
import { Portrait } from "../kit/Portrait.tsx";
import { useErrorWords } from "../kit/states.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./Conversation.module.css";
import { nameOf } from "./timeline/names.ts";

/** Somebody asks this person in: who, where to, and the answer. */
export function Invitation({ chat, room }: { chat: ChatSummary; room: Room }) {
    const { t } = useTranslation("conversation");
    const { matrix } = useHouse();
    const [, go] = useLocation();
    const words = useErrorWords();
    const me = matrix.getSafeUserId();
    const inviter = room.getMember(me)?.events.member?.getSender();
    const accept = useMutation({ mutationFn: () => asked(matrix.joinRoom(chat.roomId)) });
    const decline = useMutation({ mutationFn: () => asked(matrix.leave(chat.roomId)), onSuccess: () => go("/chats") });
    const error = accept.error ?? decline.error;
    const who = inviter ? nameOf(room, inviter) : "";
    return (
        <div className={style["invitation"]}>
            <Portrait
                name={chat.name}
                id={chat.otherId ?? chat.roomId}
                isPerson={chat.isDirect}
                size={72}
                mxc={chat.avatar}
            />
            <h1>{chat.name}</h1>
            {inviter && <p>{t(chat.isDirect ? "invitedToChat" : "invitedBy", { who })}</p>}
            {chat.purpose && <p className={style["purpose"]}>{chat.purpose}</p>}
            {error && (
                <Notice look="refusal" isLive>
                    {words(error)}
                </Notice>
            )}
            <div className={style["answers"]}>
                <Button onPress={() => decline.mutate()} isPending={decline.isPending}>
                    {t("decline")}
                </Button>
                <Button look="primary" onPress={() => accept.mutate()} isPending={accept.isPending || accept.isSuccess}>
                    {t("accept")}
                </Button>
            </div>
        </div>
    );
}
