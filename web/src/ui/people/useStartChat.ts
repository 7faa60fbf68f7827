import { useMutation } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { startDirect } from "../../store/direct.ts";
import { useHouse } from "../shell/context.ts";

/** Opens the direct chat with a person, a new one where there is none. Its error carries the house's words. */
export function useStartChat(onDone?: () => void) {
    const { matrix } = useHouse();
    const [, go] = useLocation();
    return useMutation({
        mutationFn: (userId: string) => startDirect(matrix, userId),
        onSuccess: (roomId) => {
            onDone?.();
            go(`/chats/${encodeURIComponent(roomId)}`);
        },
    });
}
