/** What is asked about one message, one at a time. */
import { lazy, Suspense } from "react";
import type { Asked } from "./context.ts";
import { HistoryDialog } from "./HistoryDialog.tsx";
import { ReactionsDialog } from "./ReactionsDialog.tsx";
import { ReasonDialog } from "./ReasonDialog.tsx";

const ForwardDialog = lazy(() => import("./ForwardDialog.tsx").then((found) => ({ default: found.ForwardDialog })));
const Gallery = lazy(() => import("./Gallery.tsx").then((found) => ({ default: found.Gallery })));

export function Dialogs({ asked, onClose }: { asked: Asked | null; onClose: () => void }) {
    if (!asked) return null;
    const { about, event } = asked;
    if (about === "history") return <HistoryDialog event={event} onClose={onClose} />;
    if (about === "reactions") return <ReactionsDialog event={event} onClose={onClose} />;
    return (
        <Suspense>
            {about === "forward" && <ForwardDialog event={event} onClose={onClose} />}
            {about === "picture" && <Gallery event={event} onClose={onClose} />}
            {(about === "recall" || about === "remove" || about === "report") && (
                <ReasonDialog about={about} event={event} onClose={onClose} />
            )}
        </Suspense>
    );
}
