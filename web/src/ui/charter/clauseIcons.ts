/** A picture for each type of clause. */
import {
    AtSign,
    BookCheck,
    Clock,
    FileText,
    Handshake,
    Languages,
    Link2,
    type LucideIcon,
    Megaphone,
    MessageSquareMore,
    MessageSquareText,
    MessagesSquare,
    PencilLine,
    Ruler,
    ScrollText,
    ShieldAlert,
    TextSearch,
    Timer,
    Trash2,
    Users,
} from "lucide-react";

const ICONS: Readonly<Record<string, LucideIcon>> = {
    posting: MessageSquareText,
    message_kinds: MessagesSquare,
    files: FileText,
    room_mentions: AtSign,
    size_budget: Users,
    accept_first: BookCheck,
    by_people: Handshake,
    acknowledgements: MessageSquareMore,
    adverts: Megaphone,
    quarrels: ShieldAlert,
    keywords: TextSearch,
    link_domains: Link2,
    pace: Timer,
    length: Ruler,
    hours: Clock,
    edits: PencilLine,
    language: Languages,
    retention: Trash2,
};

export function clauseIcon(type: string): LucideIcon {
    return ICONS[type] ?? ScrollText;
}
