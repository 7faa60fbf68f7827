import type { Room } from "../../../api/matrix.ts";

export function Timeline({ room }: { room: Room }) {
    return (
        <ol>
            {room
                .getLiveTimeline()
                .getEvents()
                .map((event) => (
                    <li key={event.getId()}>{String(event.getContent()["body"] ?? event.getType())}</li>
                ))}
        </ol>
    );
}
