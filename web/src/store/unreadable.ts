/** Why a message can't be decrypted here, as a person may understand it and act on it. */
import { DecryptionFailureCode } from "../api/crypto.ts";
import type { MatrixEvent } from "../api/matrix.ts";
import type { Encryption } from "./security.ts";

export type Why = "noEncryption" | "unconfirmed" | "noBackup" | "beforeYou" | "withheld" | "doubtful" | "noKey";

const BY_CODE: Partial<Record<DecryptionFailureCode, Why>> = {
    [DecryptionFailureCode.HISTORICAL_MESSAGE_NO_KEY_BACKUP]: "noBackup",
    [DecryptionFailureCode.HISTORICAL_MESSAGE_BACKUP_UNCONFIGURED]: "unconfirmed",
    [DecryptionFailureCode.HISTORICAL_MESSAGE_USER_NOT_JOINED]: "beforeYou",
    [DecryptionFailureCode.MEGOLM_KEY_WITHHELD]: "withheld",
    [DecryptionFailureCode.MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE]: "unconfirmed",
    [DecryptionFailureCode.SENDER_IDENTITY_PREVIOUSLY_VERIFIED]: "doubtful",
    [DecryptionFailureCode.UNSIGNED_SENDER_DEVICE]: "doubtful",
    [DecryptionFailureCode.UNKNOWN_SENDER_DEVICE]: "doubtful",
};

export function whyUnreadable(event: MatrixEvent, encryption: Encryption): Why {
    if (encryption.at === "failed") return "noEncryption";
    const why = event.decryptionFailureReason ? BY_CODE[event.decryptionFailureReason] : undefined;
    return why ?? (encryption.at === "unconfirmed" ? "unconfirmed" : "noKey");
}
