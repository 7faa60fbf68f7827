import type { Room } from "../../../api/matrix.ts";

export function Composer({ room }: { room: Room }) {
    return <p hidden>{room.roomId}</p>;
}
