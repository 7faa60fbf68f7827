import { useQuery } from "@tanstack/react-query";
import type { Room } from "matrix-js-sdk";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { Present } from "../../../store/members.ts";
import { RoomTimeline } from "../../../store/timeline.ts";
import { apiError } from "../../../store/timelineActions.ts";
import { readersOf } from "../../../store/timelineReaders.ts";
import { localpart } from "../../../util/links.ts";
import { fullTime } from "../../../util/time.ts";
import { SearchField } from "../../kit/Field.tsx";
import { Portrait } from "../../kit/Portrait.tsx";
import { Empty, Failed, Loading } from "../../kit/states.tsx";
import { Tabs } from "../../kit/Tabs.tsx";
import { useHouse } from "../../shell/context.ts";
import style from "./Found.module.css";
import type { PanelProps } from "./Panel.tsx";

const SHOWN = 200;
const AGAIN_MS = 5_000;

/** Who has read a message and who hasn't yet. */
export function ReadersPanel({ room, about }: PanelProps) {
    const { t } = useTranslation("conversation");
    const found = useReaders(room, about);
    const [tab, setTab] = useState<"read" | "unread">("read");
    if (!about) return <Empty title={t("readersGone")} />;
    if (found.error) return <Failed error={apiError(found.error)} onRetry={() => void found.refetch()} />;
    if (!found.data) return <Loading />;
    const { read, unread } = found.data;
    return (
        <div className={style["padded"]}>
            <Tabs
                label={t("readTab")}
                selected={tab}
                onSelect={setTab}
                tabs={[
                    {
                        id: "read",
                        label: t("readTab"),
                        count: read.length,
                        content: () => <People people={read} none={t("readersNone")} />,
                    },
                    {
                        id: "unread",
                        label: t("unreadTab"),
                        count: unread.length,
                        content: () => <People people={unread.map((member) => ({ member }))} none={t("allRead")} />,
                    },
                ]}
            />
        </div>
    );
}

function useReaders(room: Room, about: string | null) {
    const { matrix } = useHouse();
    const [timeline] = useState(() => new RoomTimeline(matrix, room));
    return useQuery({
        queryKey: ["readers", room.roomId, about],
        queryFn: async () => readersOf(timeline, await timeline.pages.event(about ?? "")),
        enabled: about !== null,
        refetchInterval: AGAIN_MS,
        staleTime: 0,
    });
}

function People({ people, none }: { people: readonly { member: Present; ts?: number | undefined }[]; none: string }) {
    const { t, i18n } = useTranslation("conversation");
    const [term, setTerm] = useState("");
    if (people.length === 0) return <Empty title={none} />;
    const shown = people.filter(({ member }) => member.name.includes(term.trim())).slice(0, SHOWN);
    return (
        <>
            {people.length > 12 && <SearchField label={t("readersSearch")} value={term} onChange={setTerm} />}
            <ul className={style["people"]}>
                {shown.map(({ member, ts }) => (
                    <li key={member.userId}>
                        <Link
                            href={`/people/${encodeURIComponent(localpart(member.userId))}`}
                            className={style["person"] ?? ""}
                        >
                            <Portrait name={member.name} id={member.userId} isPerson size={32} mxc={member.avatar} />
                            <span className={style["words"]}>{member.name}</span>
                            {ts && <span className={style["meta"]}>{fullTime(ts, i18n.language)}</span>}
                        </Link>
                    </li>
                ))}
            </ul>
        </>
    );
}
