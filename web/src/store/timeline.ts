/**
 * What was said in one conversation, as a window of at most some thousands of events that moves along the history.
 * It loads at both ends, forgets at the end that is far away, and follows what is said now while it reaches the end.
 */
import {
    ClientEvent,
    type EventStatus,
    type EventTimelineSet,
    type IRoomTimelineData,
    type MatrixClient,
    type MatrixEvent,
    MatrixEventEvent,
    type Room,
    RoomEvent,
} from "matrix-js-sdk";
import { harmless } from "../util/harmless.ts";
import { Observable } from "../util/observable.ts";
import { Pages } from "./timelinePages.ts";
import { type Reaction, Relations, type ThreadSummary } from "./timelineRelations.ts";
import { buildRows, isShown } from "./timelineRows.ts";
import { countRead, type ReadMark, readMark } from "./timelineUnread.ts";
import { NOWHERE, type View } from "./timelineView.ts";

export type { View };

const MOST_EVENTS = 2_000;
const LEFT_EVENTS = 1_200;
const FEWEST_ROWS = 20; // a page of reactions only isn't the end of loading
const MOST_PAGES = 3; // but thousands of people who once came in are looked through only when somebody asks

export class RoomTimeline {
    readonly view = new Observable<View>(NOWHERE);
    readonly pages: Pages;
    /** Whether its end is being looked at: what comes then is read at once, and begins nothing new. */
    isWatched = false;
    /** The person wants it to be unread when he comes again: until then nothing here is said to be read. */
    isKeptUnread = false;
    /** The newest event that the house was told of as read here. */
    saidRead: string | undefined;
    readonly #relations = new Relations();
    readonly #versions = new Map<string, number>();
    #events: MatrixEvent[] = [];
    #ids = new Set<string>();
    #older: string | null = null; // null: the start is here
    #newer: string | null = null; // null: what is said now is here
    readonly #tokenAfter = new Map<string, string>();
    readonly #tokenBefore = new Map<string, string>();
    #read: ReadMark | undefined;
    #isBusy = false;
    #turn = 0;
    #isScheduled = false;
    #listening = 0;

    constructor(
        readonly matrix: MatrixClient,
        readonly room: Room,
        readonly threadId?: string,
    ) {
        this.pages = new Pages(matrix, room);
        this.#read = threadId ? undefined : readMark(room, matrix.getSafeUserId());
        this.#takeLive();
    }

    /** Follows the conversation until the answer is called. */
    start(): () => void {
        this.#listening += 1;
        if (this.#listening === 1) this.#listen("on");
        if (this.threadId && this.#events.length === 0) void this.loadOlder();
        return () => {
            this.#listening -= 1;
            if (this.#listening === 0) this.#listen("off");
        };
    }

    #listen(how: "on" | "off"): void {
        this.matrix[how](ClientEvent.Event, this.#onEvent);
        this.matrix[how](RoomEvent.Timeline, this.#onTimeline);
        this.matrix[how](RoomEvent.TimelineReset, this.#onReset);
        this.matrix[how](RoomEvent.LocalEchoUpdated, this.#onEcho);
        this.matrix[how](MatrixEventEvent.Decrypted, this.#onDecrypted);
        this.room[how](RoomEvent.UnreadNotifications, this.#onUnread);
    }

    reactions(eventId: string): Reaction[] {
        return this.#relations.reactions(eventId);
    }

    thread(eventId: string): ThreadSummary | undefined {
        return this.#relations.thread(eventId);
    }

    find(eventId: string): MatrixEvent | undefined {
        return this.#events.find((event) => event.getId() === eventId);
    }

    /** The newest event of the house's that is here, which is what a receipt says. */
    get last(): MatrixEvent | undefined {
        return this.#events.findLast((event) => !event.getRelation() || isShown(event, this.threadId));
    }

    /** The event that stands before this one. */
    before(event: MatrixEvent): string | undefined {
        return this.#events[this.#events.indexOf(event) - 1]?.getId();
    }

    get readUpTo(): string | undefined {
        return this.#read?.eventId;
    }

    /** From here on everything is new again: the person looks away. */
    markHere(): void {
        if (this.#newer !== null) return;
        this.#readTo(this.#events.at(-1));
    }

    /** From this message on it is new again, as is seen at once. */
    keepUnread(event: MatrixEvent): void {
        this.isKeptUnread = true;
        this.#readTo(this.#events[this.#events.indexOf(event) - 1]);
        this.#later();
    }

    async loadOlder(): Promise<void> {
        if (this.threadId && this.#events.length === 0) this.#older = "";
        if (this.#isBusy || this.#older === null) return;
        await this.#busy("older", async () => {
            const { epoch, rows } = this.view.get();
            const wanted = rows.length + FEWEST_ROWS;
            for (let pages = 0; pages < MOST_PAGES && this.#older !== null; pages += 1) {
                const from = this.#older || null;
                const page = this.threadId
                    ? await this.pages.loadThread(this.threadId, from)
                    : await this.pages.load(from, "b");
                if (epoch !== this.view.get().epoch) return; // one has gone elsewhere meanwhile
                const first = this.#events[0]?.getId();
                const fresh = this.#fresh(page.events);
                if (from && fresh.length > 0) this.#tokenAfter.set(fresh.at(-1)?.getId() ?? "", from);
                if (first && from) this.#tokenBefore.set(first, from);
                this.#events = [...fresh, ...this.#events];
                this.#older = page.next ?? null;
                this.#publish(true);
                if (this.view.get().rows.length >= wanted) break;
            }
            this.view.update((view) => ({ ...view, isDull: view.rows.length < wanted }));
        });
        if (this.#events.length > MOST_EVENTS) setTimeout(() => this.#forget("newest"), 0);
    }

    async loadNewer(): Promise<void> {
        if (this.#isBusy || !this.#newer) return;
        await this.#busy("newer", async () => {
            const { epoch, rows } = this.view.get();
            const wanted = rows.length + FEWEST_ROWS;
            for (let pages = 0; pages < MOST_PAGES && this.#newer; pages += 1) {
                const from = this.#newer;
                const page = await this.pages.load(from, "f");
                if (epoch !== this.view.get().epoch) return; // one has gone elsewhere meanwhile
                const last = this.#events.at(-1)?.getId();
                const fresh = this.#fresh(page.events);
                if (last) this.#tokenAfter.set(last, from);
                if (fresh[0]) this.#tokenBefore.set(fresh[0].getId() ?? "", from);
                this.#events = [...this.#events, ...fresh];
                this.#newer = page.next ?? null;
                if (this.#newer === null) this.#events.push(...this.#fresh(this.room.getLiveTimeline().getEvents()));
                this.#publish(false);
                if (this.view.get().rows.length >= wanted) break;
            }
        });
        if (this.#events.length > MOST_EVENTS) setTimeout(() => this.#forget("oldest"), 0);
    }

    /** Back to what is said now. */
    toLive(): void {
        if (this.#newer !== null) this.#begin();
        const last = this.view.get().rows.at(-1);
        if (last) this.#focus(last.key);
    }

    /** Shows a message; a message that says something of another one shows that one. Throws where there is none. */
    async jumpTo(eventId: string): Promise<void> {
        if (this.#ids.has(eventId)) return this.#focusEvent(eventId);
        if (this.threadId) return this.#jumpInThread(eventId);
        await this.#busy("jump", async () => {
            let around = await this.pages.around(eventId);
            const relation = around.target.getRelation();
            const isOther = relation?.event_id && !isShown(around.target, undefined);
            if (isOther && relation?.event_id) around = await this.pages.around(relation.event_id);
            this.#clear();
            this.#events = this.#fresh(around.events);
            this.#older = around.older ?? null;
            this.#newer = around.newer ?? null;
            this.#publish(false);
            this.#focusEvent(around.target.getId() ?? eventId);
        });
        void this.#takeReactions();
    }

    /** Of messages far back: what was said of them later is further down than the window goes. */
    async #takeReactions(): Promise<void> {
        if (!this.#newer) return;
        const reactions = await this.pages.reactionsFrom(this.#newer).catch(() => []); // the messages are there
        for (const reaction of reactions) this.#bump(this.#relations.take(reaction));
        if (reactions.length > 0) this.#later();
    }

    async jumpToDate(ms: number): Promise<void> {
        await this.jumpTo(await this.pages.nearest(ms));
    }

    /** The first thing that was ever said here. */
    async jumpToStart(): Promise<void> {
        if (this.#older === null) return this.#focusFirst();
        if (this.threadId) return;
        await this.#busy("jump", async () => {
            const page = await this.pages.load(null, "f");
            this.#clear();
            this.#events = this.#fresh(page.events);
            this.#older = null;
            this.#newer = page.next ?? null;
            this.#publish(false);
            this.#focusFirst();
        });
        void this.#takeReactions();
    }

    focusDone(): void {
        this.view.update((view) => ({ ...view, focus: null }));
    }

    async #jumpInThread(eventId: string): Promise<void> {
        for (let page = 0; page < this.pages.mostThreadPages && this.#older !== null; page += 1) {
            await this.loadOlder();
            if (this.#ids.has(eventId)) return this.#focusEvent(eventId);
        }
    }

    #focusFirst(): void {
        const first = this.view.get().rows[0];
        if (first) this.#focus(first.key);
    }

    #focusEvent(eventId: string): void {
        const at = this.#events.findIndex((event) => event.getId() === eventId);
        const shown = this.#events.slice(Math.max(at, 0)).find((event) => isShown(event, this.threadId));
        const row = this.view
            .get()
            .rows.find((one) => (one.kind === "message" ? one.event === shown : one.events.some((e) => e === shown)));
        if (row) this.#focus(row.key);
    }

    #focus(key: string): void {
        this.#turn += 1;
        const turn = this.#turn;
        this.view.update((view) => ({ ...view, focus: { key, turn } }));
    }

    async #busy(loading: "older" | "newer" | "jump", work: () => Promise<void>): Promise<void> {
        this.#isBusy = true;
        this.view.update((view) => ({ ...view, loading, error: null, isShift: false }));
        try {
            await work();
            this.view.update((view) => ({ ...view, loading: null }));
        } catch (error) {
            this.view.update((view) => ({ ...view, loading: null, error }));
            if (loading === "jump") throw error;
        } finally {
            this.#isBusy = false;
        }
    }

    #clear(): void {
        this.#events = [];
        this.#ids = new Set();
        this.#tokenAfter.clear();
        this.#tokenBefore.clear();
        this.view.update((view) => ({ ...view, epoch: view.epoch + 1, rows: [] }));
    }

    #takeLive(): void {
        this.#newer = null;
        if (this.threadId) {
            this.#older = "";
            return;
        }
        const live = this.room.getLiveTimeline();
        this.#events = this.#fresh(live.getEvents());
        this.#older = live.getPaginationToken("b" as never);
        this.#publish(false);
    }

    /** Those that aren't here yet, with what they say of others taken in. */
    #fresh(events: readonly MatrixEvent[]): MatrixEvent[] {
        return events.filter((event) => {
            const id = event.getId();
            if (!id || this.#ids.has(id)) return false;
            this.#ids.add(id);
            this.#bump(this.#relations.take(event));
            this.#relations.readThread(event);
            return true;
        });
    }

    /** Cuts at a place from which the house can go on; what is far away comes again when one goes there. */
    #forget(which: "newest" | "oldest"): void {
        if (this.#isBusy || this.threadId || this.#events.length <= LEFT_EVENTS) return;
        const isNewest = which === "newest";
        const tokens = isNewest ? this.#tokenAfter : this.#tokenBefore;
        const order = isNewest ? this.#events : this.#events.toReversed();
        const at = order.findIndex((event, index) => index >= LEFT_EVENTS && tokens.has(event.getId() ?? ""));
        const token = tokens.get(order[at]?.getId() ?? "");
        if (at < 0 || token === undefined) return;
        for (const event of order.slice(at + 1)) this.#ids.delete(event.getId() ?? "");
        const left = order.slice(0, at + 1);
        this.#events = isNewest ? left : left.toReversed();
        if (isNewest) this.#newer = token;
        else this.#older = token;
        this.#publish(!isNewest);
    }

    readonly #onEvent = (event: MatrixEvent): void => {
        if (event.getRoomId() !== this.room.roomId || event.isState() || !event.getId()) return;
        if (event.getType() === "m.room.redaction") this.#redact(event);
        else if (event.isRelation("m.replace")) this.#replace(event);
        this.#bump(this.#relations.take(event));
        this.#bump(this.#relations.countReply(event));
        if (this.threadId && isShown(event, this.threadId) && event.threadRootId === this.threadId) this.#append(event);
        this.#later();
    };

    readonly #onTimeline = (
        event: MatrixEvent,
        room: Room | undefined,
        _toStart: boolean | undefined,
        removed: boolean,
        data: IRoomTimelineData,
    ): void => {
        if (room !== this.room || this.threadId || removed || !data.liveEvent) return;
        if (data.timeline.getTimelineSet() !== this.room.getUnfilteredTimelineSet()) return;
        this.#append(event);
    };

    /** The connection had been away for long: what is said now is somewhere else. */
    readonly #onReset = (room: Room | undefined, set: EventTimelineSet): void => {
        if (room !== this.room || this.threadId || set !== this.room.getUnfilteredTimelineSet()) return;
        if (this.#newer !== null) return;
        if (this.isWatched)
            setTimeout(() => this.#begin(), 0); // who sees the end goes on seeing it
        else void this.#comeOff();
    };

    #begin(): void {
        this.#clear();
        this.#takeLive();
    }

    /** What stands here stays, and what is said now isn't put behind it: something is between them. */
    async #comeOff(): Promise<void> {
        const last = this.#events.at(-1)?.getId() ?? "";
        this.#newer = ""; // the place isn't known yet
        const around = await harmless(this.pages.around(last), "then what is said now is shown");
        if (!around?.newer) return this.#begin();
        this.#newer = around.newer;
        this.#publish(false);
    }

    readonly #onEcho = (event: MatrixEvent, room: Room, _id?: string, before?: EventStatus | null): void => {
        if (room !== this.room || (event.threadRootId ?? undefined) !== this.threadId) return;
        if (event.status === null && isShown(event, this.threadId)) this.#append(event);
        this.#bump(event.getId());
        const isNew = before === undefined && event.isSending() && isShown(event, this.threadId);
        this.#later();
        if (!isNew) return;
        this.#publish(false);
        this.toLive(); // who says something sees it, wherever he was reading
    };

    readonly #onDecrypted = (event: MatrixEvent): void => {
        if (event.getRoomId() !== this.room.roomId) return;
        this.#bump(this.#relations.take(event));
        this.#bump(event.getId());
        this.#later();
    };

    readonly #onUnread = (_counts: unknown, threadId?: string): void => {
        if (!threadId || this.threadId) return;
        this.#bump(threadId);
        this.#later();
    };

    #append(event: MatrixEvent): void {
        if (this.#newer !== null) return;
        this.#events = [...this.#events, ...this.#fresh([event])];
        if (this.isWatched && !this.#isUnreadLeft) this.#readTo(event);
        this.#later();
    }

    /** Whether something is shown as new, or was unread further up than what is here. */
    get #isUnreadLeft(): boolean {
        if (this.view.get().rows.some((row) => row.isFirstUnread)) return true;
        return this.#read !== undefined && countRead(this.#events, this.#read) === undefined;
    }

    #readTo(event: MatrixEvent | undefined): void {
        const eventId = event?.getId();
        if (event && eventId) this.#read = { eventId, at: event.getTs() };
    }

    #redact(redaction: MatrixEvent): void {
        const id = redaction.getAssociatedId();
        if (!id) return;
        this.#bump(this.#relations.drop(id));
        const target = this.find(id);
        if (target && !target.isRedacted()) target.makeRedacted(redaction, this.room);
        this.#bump(id);
    }

    #replace(edit: MatrixEvent): void {
        const target = this.find(edit.getRelation()?.event_id ?? "");
        const before = target?.replacingEvent();
        if (!target || target.getSender() !== edit.getSender() || target.isRedacted()) return;
        if (!before || before.getTs() <= edit.getTs()) target.makeReplaced(edit);
    }

    #bump(eventId: string | undefined): void {
        if (eventId) this.#versions.set(eventId, (this.#versions.get(eventId) ?? 0) + 1);
    }

    #later(): void {
        if (this.#isScheduled) return;
        this.#isScheduled = true;
        setTimeout(() => this.#publish(false), 0); // one sync is one change
    }

    #publish(isShift: boolean): void {
        this.#isScheduled = false;
        const pending = this.#newer === null ? this.#pending() : [];
        const before = this.view.get();
        const rows = buildRows({
            events: pending.length > 0 ? [...this.#events, ...pending] : this.#events,
            threadId: this.threadId,
            userId: this.matrix.getSafeUserId(),
            read: this.#read,
            version: (id) => this.#versions.get(id) ?? 0,
            before: before.rows,
        });
        const isShorter = rows.length < before.rows.length;
        this.view.set({
            ...before,
            rows,
            isShift: isShift && (rows.length > before.rows.length || isShorter),
            isLive: this.#newer === null,
            isAtStart: this.#older === null,
        });
    }

    /** What this browser is sending. */
    #pending(): MatrixEvent[] {
        return this.room
            .getPendingEvents()
            .filter(
                (event) => !this.#ids.has(event.getId() ?? "") && (event.threadRootId ?? undefined) === this.threadId,
            );
    }
}
