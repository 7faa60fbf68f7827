/** One thing to do: what it is, what is known of it, and what can be done about it here and now. */
import { useTranslation } from "react-i18next";
import { language } from "../../store/language.ts";
import type { HeldView, TodayItem } from "../../store/today.ts";
import { longDay, shortTime } from "../../util/time.ts";
import { Avatar } from "../kit/Avatar.tsx";
import { useObserved } from "../kit/observed.ts";
import { TodayActions } from "./TodayActions.tsx";
import style from "./TodayCard.module.css";

const OF_PEOPLE = new Set(["contact", "appeal", "report"]);

export function TodayCard({ item, held }: { item: TodayItem; held: HeldView | undefined }) {
    const { t } = useTranslation("today");
    const now = Date.now();
    const spoken = useObserved(language);
    const isPerson = OF_PEOPLE.has(item.kind) && item.person_name !== "";
    const names = { group: item.room_name, into: item.into_name || t("nowhere"), person: item.person_name };
    const name = isPerson ? item.person_name : item.room_name || item.person_name;
    const isLate = item.due_ts !== null && item.due_ts < now;
    return (
        <li className={style["card"]}>
            <Avatar
                name={name}
                id={isPerson ? (item.person ?? name) : (item.room_id ?? name)}
                isPerson={isPerson}
                size={40}
            />
            <div className={style["content"]}>
                <h3 className={style["title"]}>{title(t, item, names)}</h3>
                <Details item={item} held={held} />
                <p className={style["when"]}>
                    <span>{shortTime(item.since_ts, now, spoken)}</span>
                    {item.due_ts !== null && (
                        <span className={isLate ? style["late"] : undefined}>
                            {t(isLate ? "wasDue" : "due", { day: longDay(item.due_ts, now, spoken) })}
                        </span>
                    )}
                </p>
                <div className={style["actions"]}>
                    <TodayActions item={item} title={title(t, item, names)} />
                </div>
            </div>
        </li>
    );
}

type Say = ReturnType<typeof useTranslation<"today">>["t"];

function title(t: Say, item: TodayItem, names: { group: string; into: string; person: string }): string {
    if (item.kind === "own_proposal") return t(`ownProposal.${item.status as "pending"}`, names);
    if (item.kind === "own_held") return t(`ownHeld.${item.status as "waiting"}`, names);
    if (item.kind === "own_appeal") return t(`ownAppeal.${item.status as "upheld"}`, names);
    if (item.kind === "review") return t(`review.${item.status as "date"}`, names);
    if (item.kind === "report") return t(`report.${item.status as "event"}`, names);
    return t(`title.${item.kind}`, names);
}

function Details({ item, held }: { item: TodayItem; held: HeldView | undefined }) {
    const spoken = useObserved(language);
    const said = held && bodyOf(held);
    const why = item.reason[spoken];
    return (
        <>
            {said && <blockquote className={style["quote"]}>{said}</blockquote>}
            {why && <p className={style["why"]}>{why}</p>}
            {item.text && <p className={style["text"]}>{item.text}</p>}
        </>
    );
}

function bodyOf(held: HeldView): string {
    const content = held.content as unknown as Record<string, unknown>;
    return typeof content["body"] === "string" ? content["body"] : "";
}
