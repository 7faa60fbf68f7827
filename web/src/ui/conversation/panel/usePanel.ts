import { useSearchParams } from "wouter";

export const PANELS = ["charter", "members", "threads", "thread", "search", "files", "readers", "pinned"] as const;
export type PanelName = (typeof PANELS)[number];

/** Which panel is open beside the conversation, in the address (?panel=charter), so that Back closes it. */
export function usePanel(): [PanelName | null, (name: PanelName | null, about?: string) => void, string | null] {
    const [params, setParams] = useSearchParams();
    const name = PANELS.find((known) => known === params.get("panel")) ?? null;
    const show = (shown: PanelName | null, about?: string): void =>
        setParams((previous) => {
            const next = new URLSearchParams(previous);
            next.delete("panel");
            next.delete("about");
            if (shown) next.set("panel", shown);
            if (shown && about) next.set("about", about);
            return next;
        });
    return [name, show, params.get("about")];
}
