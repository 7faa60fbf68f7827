/** Which component shows which kind of message. */
import { CircleHelp, Lock, ShieldQuestion } from "lucide-react";
import type { MatrixEvent } from "matrix-js-sdk";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { isPollType, readChain } from "../../../../store/polls.ts";
import { whyUnreadable } from "../../../../store/unreadable.ts";
import { useObserved } from "../../../kit/observed.ts";
import { useHouse } from "../../../shell/context.ts";
import style from "../Text.module.css";
import { AudioBody } from "./AudioBody.tsx";
import { ChainBody } from "./ChainBody.tsx";
import { FileBody } from "./FileBody.tsx";
import { ImageBody } from "./ImageBody.tsx";
import { LocationBody } from "./LocationBody.tsx";
import { PollBody } from "./PollBody.tsx";
import { TextBody } from "./TextBody.tsx";
import { VideoBody } from "./VideoBody.tsx";

export type BodyProps = {
    readonly event: MatrixEvent;
    /** Grows when something changed that isn't in the event's own content. */
    readonly version: number;
};

/** Somebody asked to compare signs: the dialog for it opened when it came. */
function VerificationBody({ event }: BodyProps) {
    const { t } = useTranslation("timeline");
    const { matrix } = useHouse();
    return (
        <p className={style["quiet"]}>
            <ShieldQuestion size={16} aria-hidden />
            {t(event.getSender() === matrix.getUserId() ? "comparesOwn" : "compares")}
        </p>
    );
}

const BY_MSGTYPE: Readonly<Record<string, ComponentType<BodyProps>>> = {
    "m.text": TextBody,
    "m.notice": TextBody,
    "m.emote": TextBody,
    "m.image": ImageBody,
    "m.video": VideoBody,
    "m.audio": AudioBody,
    "m.file": FileBody,
    "m.location": LocationBody,
    "m.key.verification.request": VerificationBody,
};

/** The component for a message; those without a bubble around them are in `BARE`. */
export function bodyOf(event: MatrixEvent): ComponentType<BodyProps> {
    const type = event.getType();
    if (event.isDecryptionFailure() || type === "m.room.encrypted") return UndecryptableBody;
    if (type === "m.sticker") return ImageBody;
    if (isPollType(type)) return PollBody;
    if (type !== "m.room.message") return UnknownBody;
    const content = event.getContent();
    if (readChain(content)) return ChainBody;
    return BY_MSGTYPE[String(content["msgtype"])] ?? UnknownBody;
}

const BARE = new Set<ComponentType<BodyProps>>([ImageBody, VideoBody]);

export function isBare(event: MatrixEvent): boolean {
    return BARE.has(bodyOf(event));
}

function UndecryptableBody({ event }: BodyProps) {
    const { t } = useTranslation(["security", "timeline"]);
    const encryption = useObserved(useHouse().security.state);
    const isWaiting = event.isBeingDecrypted();
    return (
        <p className={style["quiet"]}>
            <Lock size={16} aria-hidden />
            {isWaiting ? t("timeline:decrypting") : t(`unreadable.${whyUnreadable(event, encryption)}`)}
        </p>
    );
}

function UnknownBody({ event }: BodyProps) {
    const { t } = useTranslation("timeline");
    const body = event.getContent()["body"];
    return (
        <p className={style["quiet"]}>
            <CircleHelp size={16} aria-hidden />
            {typeof body === "string" && body ? body : t("unknown")}
        </p>
    );
}
