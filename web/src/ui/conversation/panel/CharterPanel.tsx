import type { PanelProps } from "./Panel.tsx";

export function CharterPanel({ chat }: PanelProps) {
    return <p>{chat.purpose}</p>;
}
