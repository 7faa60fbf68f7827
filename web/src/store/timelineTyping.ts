/** Who is writing in a room at this moment. */
import { ClientEvent, type MatrixClient, type MatrixEvent } from "matrix-js-sdk";
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
        this.matrix.on(ClientEvent.Event, this.#onEvent);
        return () => {
            this.matrix.off(ClientEvent.Event, this.#onEvent);
            this.people.set(NOBODY);
        };
    }

    readonly #onEvent = (event: MatrixEvent): void => {
        if (event.getType() !== "m.typing" || event.getRoomId() !== this.roomId) return;
        const ids: unknown = event.getContent()["user_ids"];
        const others = (Array.isArray(ids) ? ids : []).filter((id): id is string => id !== this.matrix.getUserId());
        this.people.set(others.length > 0 ? others : NOBODY);
    };
}
