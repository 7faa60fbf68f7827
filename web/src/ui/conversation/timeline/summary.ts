import type { TFunction } from "i18next";
import type { MatrixEvent } from "matrix-js-sdk";
import { isVerification } from "../../../store/chatsLast.ts";
import { isPollType, readPoll } from "../../../store/polls.ts";
import { plainName } from "../../../util/text.ts";

const KINDS: Readonly<Record<string, "image" | "video" | "audio" | "file" | "location">> = {
    "m.image": "image",
    "m.video": "video",
    "m.audio": "audio",
    "m.file": "file",
    "m.location": "location",
};

/** A message in one line: for quotes, threads and what is read aloud. */
export function summaryOf(event: MatrixEvent, t: TFunction<readonly ["timeline", "common"]>): string {
    if (event.isRedacted()) return t("summary.redacted");
    if (event.isDecryptionFailure() || event.getType() === "m.room.encrypted") return t("summary.encrypted");
    if (isPollType(event.getType())) {
        return t("summary.poll", { question: readPoll(event.getContent())?.question ?? "" });
    }
    const content = event.getContent();
    if (event.getType() === "m.sticker") return t("summary.sticker");
    const kind = KINDS[String(content["msgtype"])];
    const body = typeof content["body"] === "string" ? content["body"].replace(/^(> .*\n)+\n?/, "") : "";
    if (kind === "file") return t("summary.file", { name: plainName(String(content["filename"] ?? body)) });
    if (kind) return t(`summary.${kind}`);
    if (isVerification(content)) return t("comparesShort");
    return body.length > 200 ? `${body.slice(0, 200)}…` : body || t("unknown");
}
