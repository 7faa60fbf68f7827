/** Who is writing in a room at this moment. */
import { type MatrixClient, type MatrixEvent, type RoomMember, RoomMemberEvent } from "matrix-js-sdk";
import { Observable } from "../util/observable.ts";

const NOBODY: readonly string[] = [];

export class Typing {
    readonly people = new Observable<readonly string[]>(NOBODY);

    constructor(
        private readonly matrix: MatrixClient,
        private readonly roomId: string,
    ) {}

    /** Listens until the answer is called. */
    start(): () => void {
        this.matrix.on(RoomMemberEvent.Typing, this.#onEvent);
        return () => {
            this.matrix.off(RoomMemberEvent.Typing, this.#onEvent);
            this.people.set(NOBODY);
        };
    }

    // The event itself doesn't say of which room it is.
    readonly #onEvent = (event: MatrixEvent, member: RoomMember): void => {
        if (member.roomId !== this.roomId) return;
        const ids: unknown = event.getContent()["user_ids"];
        const others = (Array.isArray(ids) ? ids : []).filter((id): id is string => id !== this.matrix.getUserId());
        this.people.set(others.length > 0 ? others : NOBODY);
    };
}
