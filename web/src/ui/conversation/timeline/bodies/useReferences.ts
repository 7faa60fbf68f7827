import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { MatrixEvent } from "matrix-js-sdk";
import { fetchReferences, type Said } from "../../../../store/polls.ts";
import { useHouse } from "../../../shell/context.ts";

const NONE: readonly Said[] = [];

/** Everything that refers to a message; asked again when something more does. */
export function useReferences(event: MatrixEvent, version: number) {
    const { matrix } = useHouse();
    const roomId = event.getRoomId() ?? "";
    const id = event.getId() ?? "";
    const found = useQuery({
        queryKey: ["references", roomId, id, version],
        queryFn: () => fetchReferences(matrix, roomId, id),
        enabled: id.startsWith("$"),
        placeholderData: keepPreviousData,
    });
    return { said: found.data ?? NONE, isPending: found.isPending, error: found.error };
}
