import type { MatrixClient } from "matrix-js-sdk";
import { describe, expect, it } from "vitest";
import { type NotifyLevel, notifyLevel, setNotifyLevel } from "./muting.ts";

type Rule = { rule_id: string; enabled: boolean; actions: unknown[]; conditions?: unknown[] };

/** The push rules of a house, as the SDK offers them. */
function fake(): MatrixClient {
    const global: Record<string, Rule[]> = { override: [], room: [] };
    return {
        pushRules: { global },
        addPushRule: async (_scope: string, kind: string, rule_id: string, body: Omit<Rule, "rule_id" | "enabled">) => {
            global[kind]?.push({ rule_id, enabled: true, ...body });
        },
        deletePushRule: async (_scope: string, kind: string, ruleId: string) => {
            global[kind] = (global[kind] ?? []).filter((rule) => rule.rule_id !== ruleId);
        },
    } as unknown as MatrixClient;
}

describe("the level of a group", () => {
    it.each([
        ["all", "mentions"],
        ["all", "none"],
        ["mentions", "none"],
        ["mentions", "all"],
        ["none", "mentions"],
        ["none", "all"],
    ] as [NotifyLevel, NotifyLevel][])("goes from %s to %s", async (from, to) => {
        const matrix = fake();
        await setNotifyLevel(matrix, "!a:b", from);
        expect(notifyLevel(matrix, "!a:b")).toBe(from);
        await setNotifyLevel(matrix, "!a:b", to);
        expect(notifyLevel(matrix, "!a:b")).toBe(to);
        expect(notifyLevel(matrix, "!other:b")).toBe("all");
    });

    it("is all where a rule of another client only makes it louder", () => {
        const matrix = fake();
        matrix.pushRules?.global.room?.push({
            rule_id: "!a:b",
            enabled: true,
            default: false,
            actions: ["notify", { set_tweak: "sound", value: "default" }],
        } as never);
        expect(notifyLevel(matrix, "!a:b")).toBe("all");
    });
});
