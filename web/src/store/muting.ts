/** How much a group may call a person: all of it, only what mentions him, or nothing. Kept by the house as push rules. */
import { type MatrixClient, PushRuleActionName, PushRuleKind } from "matrix-js-sdk";

export const NOTIFY_LEVELS = ["all", "mentions", "none"] as const;
export type NotifyLevel = (typeof NOTIFY_LEVELS)[number];

/** As the push rules say it, whichever client wrote them. */
export function notifyLevel(matrix: MatrixClient, roomId: string): NotifyLevel {
    const rules = matrix.pushRules?.global;
    const isSilencing = (rule: { enabled: boolean; actions: unknown[] }): boolean =>
        rule.enabled && !rule.actions.includes(PushRuleActionName.Notify);
    const overriding = rules?.override?.find(
        (rule) =>
            rule.conditions?.length === 1 &&
            rule.conditions.some(
                (one) => one.kind === "event_match" && one.key === "room_id" && one.pattern === roomId,
            ),
    );
    if (overriding && isSilencing(overriding)) return "none";
    const own = rules?.room?.find((rule) => rule.rule_id === roomId);
    return own && isSilencing(own) ? "mentions" : "all";
}

/** Throws MatrixError; the rules come back with the next sync. */
export async function setNotifyLevel(matrix: MatrixClient, roomId: string, level: NotifyLevel): Promise<void> {
    const before = notifyLevel(matrix, roomId);
    if (before === level) return;
    // What silences more is written first, so that nothing calls in between.
    if (level === "none") {
        await matrix.addPushRule("global", PushRuleKind.Override, roomId, {
            conditions: [{ kind: "event_match", key: "room_id", pattern: roomId } as never],
            actions: [],
        });
    }
    if (level === "mentions") await matrix.addPushRule("global", PushRuleKind.RoomSpecific, roomId, { actions: [] });
    if (level !== "none") await remove(matrix, PushRuleKind.Override, roomId);
    if (level !== "mentions") await remove(matrix, PushRuleKind.RoomSpecific, roomId);
}

async function remove(matrix: MatrixClient, kind: PushRuleKind, roomId: string): Promise<void> {
    const rules = matrix.pushRules?.global;
    const known = kind === PushRuleKind.Override ? rules?.override : rules?.room;
    for (const rule of known ?? []) {
        const isOfRoom =
            rule.rule_id === roomId ||
            (rule.conditions?.length === 1 &&
                rule.conditions.some(
                    (one) => one.kind === "event_match" && one.key === "room_id" && one.pattern === roomId,
                ));
        if (isOfRoom) await matrix.deletePushRule("global", kind, rule.rule_id);
    }
}
