/** The first page: what must I do now? Each thing with what is done about it; when nothing is left, it says so. */
import { useQuery } from "@tanstack/react-query";
import { CircleCheckBig } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { me } from "../../store/me.ts";
import { byParts, heldToDecide, today, waiting } from "../../store/today.ts";
import { LinkButton } from "../kit/Button.tsx";
import { useObserved } from "../kit/observed.ts";
import { Page, Section } from "../kit/Page.tsx";
import { Portrait } from "../kit/Portrait.tsx";
import { Empty, Failed, Loading } from "../kit/states.tsx";
import { useHouse } from "../shell/context.ts";
import { TodayCard } from "./TodayCard.tsx";
import style from "./TodayPage.module.css";

export function TodayPage() {
    const { t } = useTranslation(["today", "common"]);
    const house = useHouse();
    const found = useQuery(today(house));
    const who = useQuery(me(house)).data;
    const items = found.data;
    const mentioned = useMentioned();
    const title = who ? t(`greeting.${partOfDay()}`, { name: who.name }) : t("common:today");
    if (found.isPending) return <Loading isPage words={t("loading")} />;
    if (!items) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
    const count = waiting(items).length;
    return (
        <Page title={title} subtitle={count > 0 ? t("waiting", { count }) : t("nothingWaits")}>
            <p role="status" className="visually-hidden">
                {count > 0 ? t("waiting", { count }) : t("allDone")}
            </p>
            {items.length === 0 && mentioned.length === 0 && (
                <Empty
                    title={t("allDone")}
                    hint={t("allDoneHint")}
                    icon={<CircleCheckBig size={40} aria-hidden className={style["done"]} />}
                    action={<LinkButton href="/chats">{t("common:goToChats")}</LinkButton>}
                />
            )}
            <Parts items={items} />
            <Mentions />
        </Page>
    );
}

function Parts({ items }: { items: Parameters<typeof byParts>[0] }) {
    const { t } = useTranslation("today");
    const house = useHouse();
    const { data: held } = useQuery(
        heldToDecide(
            house,
            items.some((item) => item.kind === "held" || item.kind === "divert"),
        ),
    );
    return byParts(items).map((part) => (
        <Section key={part.name} title={t(`parts.${part.name as "news"}`)}>
            <ul className={style["list"]}>
                {part.items.map((item) => (
                    <TodayCard
                        key={`${item.kind} ${item.subject}`}
                        item={item}
                        held={held?.held.find((one) => String(one.held_id) === item.subject)}
                    />
                ))}
            </ul>
        </Section>
    ));
}

function useMentioned() {
    const chats = useObserved(useHouse().chats.list);
    return chats.filter((chat) => chat.mentions > 0);
}

function Mentions() {
    const { t } = useTranslation("today");
    const chats = useMentioned();
    if (chats.length === 0) return null;
    return (
        <Section title={t("parts.mentions")}>
            <ul className={style["list"]}>
                {chats.map((chat) => (
                    <li key={chat.roomId}>
                        <Link href={`/chats/${encodeURIComponent(chat.roomId)}`} className={style["mention"] ?? ""}>
                            <Portrait name={chat.name} id={chat.roomId} isPerson={chat.isDirect} mxc={chat.avatar} />
                            <span className={style["mentionName"]}>{chat.name}</span>
                            <span className={style["mentionCount"]}>{t("mentions", { count: chat.mentions })}</span>
                        </Link>
                    </li>
                ))}
            </ul>
        </Section>
    );
}

function partOfDay(): "morning" | "noon" | "afternoon" | "evening" {
    const hour = new Date().getHours();
    if (hour >= 4 && hour < 11) return "morning";
    if (hour >= 11 && hour < 13) return "noon";
    return hour >= 13 && hour < 18 ? "afternoon" : "evening";
}
