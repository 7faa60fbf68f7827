import { ClipboardList, LayoutDashboard, type LucideIcon, Upload } from "lucide-react";

export type PlaceName =
    | "overview"
    | "groups"
    | "import"
    | "queues"
    | "guests"
    | "policies"
    | "words"
    | "keeping"
    | "audit";
export type Place = { name: PlaceName; path: string; icon: LucideIcon };

const PLACES: readonly Place[] = [
    { name: "overview", path: "/admin", icon: LayoutDashboard },
    { name: "groups", path: "/admin/groups", icon: ClipboardList },
    { name: "import", path: "/admin/import", icon: Upload },
];

/** The ways that the signed-in person may go; undefined until it is known. */
export function usePlaces(): readonly Place[] | undefined {
    return PLACES;
}
