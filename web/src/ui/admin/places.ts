import { useQuery } from "@tanstack/react-query";
import {
    ClipboardList,
    Gavel,
    LayoutDashboard,
    type LucideIcon,
    MessageSquareWarning,
    ScrollText,
    SlidersHorizontal,
    Upload,
    UserRoundPlus,
    Vault,
} from "lucide-react";
import { mayAdminister, me, type Rights } from "../../store/me.ts";
import { useHouse } from "../shell/context.ts";

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
export type Place = {
    name: PlaceName;
    path: string;
    icon: LucideIcon;
    isFor: (rights: Rights) => boolean;
};

const PLACES: readonly Place[] = [
    { name: "overview", path: "/admin", icon: LayoutDashboard, isFor: mayAdminister },
    {
        name: "groups",
        path: "/admin/groups",
        icon: ClipboardList,
        isFor: (may) => may.see_all_groups || may.owns_groups,
    },
    { name: "import", path: "/admin/import", icon: Upload, isFor: (may) => may.manage_directory },
    {
        name: "queues",
        path: "/admin/queues",
        icon: Gavel,
        isFor: (may) => may.approve_held || may.decide_appeals || may.handle_reports || may.manage_directory,
    },
    { name: "guests", path: "/admin/guests", icon: UserRoundPlus, isFor: (may) => may.manage_guests },
    { name: "policies", path: "/admin/policies", icon: SlidersHorizontal, isFor: (may) => may.change_policies },
    { name: "words", path: "/admin/words", icon: MessageSquareWarning, isFor: (may) => may.change_policies },
    { name: "keeping", path: "/admin/keeping", icon: Vault, isFor: (may) => may.place_holds },
    { name: "audit", path: "/admin/audit", icon: ScrollText, isFor: (may) => may.read_audit },
];

/** The ways that the signed-in person may go; undefined until it is known. */
export function usePlaces(): readonly Place[] | undefined {
    const rights = useQuery(me(useHouse())).data?.rights;
    return rights && PLACES.filter((place) => place.isFor(rights));
}
