/** What tells of news while the page is open: the title, its icon, the app's badge, and notifications of the system. */
import { PushRuleKind, RoomEvent } from "matrix-js-sdk";
import { asApiError } from "../api/errors.ts";
import type { MatrixClient, MatrixEvent, Room } from "../api/matrix.ts";
import { NoPush, subscribe, unsubscribe } from "../api/push.ts";
import { isPushed } from "../api/pushed.ts";
import { findNotificationLook, keepNotificationLook, type NotificationLook } from "../api/vault.ts";
import { harmless } from "../util/harmless.ts";
import { plainName } from "../util/text.ts";
import type { Chats } from "./chats.ts";
import type { Conversations } from "./conversation.ts";
import { language, words } from "./language.ts";

export type NotificationState = {
    readonly permission: NotificationPermission | "unsupported";
    /** In this browser. */
    readonly isOn: boolean;
    readonly isNamed: boolean;
    /** Whether it is told of news while it is closed. */
    readonly isPushed: boolean;
    /** Of the account: nothing rings anywhere. */
    readonly isSilent: boolean;
};

const MASTER = ".m.rule.master";
const FRESH_MS = 60_000; // what is older is no news

export class Notifications {
    #isStarted = false;
    #told = 0; // unread messages, as they were shown last
    #stop: (() => void)[] = [];
    #plain = "/icon.svg";

    constructor(
        private readonly matrix: MatrixClient,
        private readonly chats: Chats,
        private readonly conversations: Conversations,
    ) {}

    start(): void {
        if (this.#isStarted) return;
        this.#isStarted = true;
        this.#stop.push(this.chats.list.subscribe(() => this.#count()));
        this.matrix.on(RoomEvent.Timeline, this.#came);
        navigator.serviceWorker?.addEventListener("message", this.#heard);
        this.#stop.push(language.subscribe(() => void this.#renew()));
        this.#count();
        void this.#renew();
    }

    stop(): void {
        for (const stop of this.#stop.splice(0)) stop();
        this.matrix.off(RoomEvent.Timeline, this.#came);
        navigator.serviceWorker?.removeEventListener("message", this.#heard);
        this.#show(0);
    }

    async read(): Promise<NotificationState> {
        const permission = typeof Notification === "undefined" ? "unsupported" : Notification.permission;
        const look = await findNotificationLook();
        const rules = this.matrix.pushRules?.global.override ?? [];
        return {
            permission,
            isOn: permission === "granted" && look !== null && look.isOn,
            isNamed: look?.isNamed ?? false,
            isPushed: await isPushed(),
            isSilent: rules.some((rule) => rule.rule_id === MASTER && rule.enabled),
        };
    }

    /** Asks the browser for its permission; push where it has it. Throws ApiError. */
    async turnOn(look: Omit<NotificationLook, "isOn">): Promise<void> {
        if ((await Notification.requestPermission()) !== "granted") return;
        await this.choose(look);
        await this.#subscribe(look.language);
    }

    async #subscribe(spoken: NotificationLook["language"]): Promise<void> {
        const device = words.t("signin:deviceName", { browser: navigator.platform });
        await subscribe(this.matrix, spoken, device).catch((error) => {
            if (!(error instanceof NoPush)) throw error; // then they come while the page is open, which the page says
        });
    }

    /** In the language that is spoken here now; and the house is told where to push, if it has forgotten it. */
    async #renew(): Promise<void> {
        const look = await findNotificationLook();
        if (!look?.isOn || typeof Notification === "undefined" || Notification.permission !== "granted") return;
        const spoken = language.get();
        if (look.language !== spoken) await keepNotificationLook({ ...look, language: spoken });
        await harmless(this.#subscribe(spoken), "it is told again on the next visit");
    }

    /** Throws where the browser doesn't end its subscription. */
    async turnOff(): Promise<void> {
        const look = await findNotificationLook();
        if (look) await keepNotificationLook({ ...look, isOn: false });
        await unsubscribe(this.matrix);
    }

    async choose(look: Omit<NotificationLook, "isOn">): Promise<void> {
        await keepNotificationLook({ ...look, isOn: true });
    }

    /** Nothing rings on any device, until it is taken back. */
    async silence(isSilent: boolean): Promise<void> {
        try {
            await this.matrix.setPushRuleEnabled("global", PushRuleKind.Override, MASTER, isSilent);
            const global = this.matrix.pushRules?.global.override?.find((rule) => rule.rule_id === MASTER);
            if (global) global.enabled = isSilent; // the sync says so a moment later
        } catch (error) {
            throw asApiError(error);
        }
    }

    #count(): void {
        let count = 0;
        for (const chat of this.chats.list.get()) count += chat.isMuted ? chat.mentions : chat.unread;
        if (count < this.#told) void harmless(this.#closeRead(), "what is shown can be closed by hand");
        this.#told = count;
        this.#show(count);
    }

    /** What was read, here or on another device, is no news any more. */
    async #closeRead(): Promise<void> {
        const worker = await navigator.serviceWorker?.getRegistration();
        for (const shown of (await worker?.getNotifications()) ?? []) {
            if (this.chats.find(shown.tag)?.unread === 0) shown.close();
        }
    }

    #show(count: number): void {
        const name = words.t("common:appName");
        document.title = count > 0 ? `(${count > 99 ? "99+" : count}) ${name}` : name;
        if ("setAppBadge" in navigator) {
            const told = count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge();
            void harmless(told, "not every system shows a number");
        }
        const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
        const wanted = count > 0 ? "/icon-unread.svg" : this.#plain;
        if (icon && !icon.href.endsWith(wanted)) icon.href = wanted;
    }

    readonly #came = (
        event: MatrixEvent,
        room: Room | undefined,
        isAtStart: boolean | undefined,
        _removed: boolean,
        data: { liveEvent?: boolean } | undefined,
    ): void => {
        if (!room || isAtStart || !data?.liveEvent || event.getSender() === this.matrix.getUserId()) return;
        if (document.visibilityState === "visible" || Date.now() - event.getTs() > FRESH_MS) return;
        if (typeof Notification === "undefined" || Notification.permission !== "granted") return;
        if (this.matrix.getPushActionsForEvent(event)?.notify) void this.#notify(room, event);
    };

    async #notify(room: Room, event: MatrixEvent): Promise<void> {
        const look = await findNotificationLook();
        if (!look?.isOn) return; // not turned on in this browser
        const mayBeNamed = look.isNamed && this.chats.find(room.roomId)?.label !== "confidential";
        const options = {
            body: mayBeNamed
                ? words.t("settings:push.newIn", { group: plainName(room.name) })
                : words.t("settings:push.new"),
            tag: room.roomId,
            icon: "/icon-192.png",
            data: { roomId: room.roomId, eventId: event.getId() },
        };
        const worker = await navigator.serviceWorker?.getRegistration();
        if (worker) return worker.showNotification(words.t("common:appName"), options);
        const shown = new Notification(words.t("common:appName"), options);
        shown.onclick = () => {
            window.focus();
            this.#open(room.roomId, event.getId());
        };
    }

    /** The worker asks to open what was clicked, and wants to know that somebody does. */
    readonly #heard = ({ data, ports }: MessageEvent): void => {
        if (data?.type !== "open" || typeof data.roomId !== "string") return;
        ports[0]?.postMessage("opened");
        this.#open(data.roomId, data.eventId);
    };

    #open(roomId: string, eventId: string | undefined): void {
        if (eventId) this.conversations.get(roomId).jump.set(eventId);
        history.pushState(null, "", `/chats/${encodeURIComponent(roomId)}`); // wouter hears of it
    }
}
