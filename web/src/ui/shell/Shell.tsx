/** The frame around every page: the main menu (at the side; below on phones) and the page that the address names. */
import { useQuery } from "@tanstack/react-query";
import { type LucideIcon, MessageSquare, Network, Settings, ShieldCheck, Sun } from "lucide-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Link, Redirect, Route, Switch, useLocation } from "wouter";
import { calling } from "../../store/chats.ts";
import { mayAdminister, me } from "../../store/me.ts";
import { today, waiting } from "../../store/today.ts";
import { useObserved } from "../kit/observed.ts";
import { Empty, Loading } from "../kit/states.tsx";
import { SearchEverywhere } from "../search/SearchEverywhere.tsx";
import { SecurityNotices } from "../security/SecurityNotices.tsx";
import { useHouse } from "./context.ts";
import { AdminPage, ChatsPage, FoundingPage, PeoplePage, SettingsPage, TodayPage } from "./pages.ts";
import style from "./Shell.module.css";
import { UpdateNotice } from "./UpdateNotice.tsx";

type Place = { path: string; name: "today" | "chats" | "people" | "admin" | "settings"; icon: LucideIcon };

const PLACES: readonly Place[] = [
    { path: "/today", name: "today", icon: Sun },
    { path: "/chats", name: "chats", icon: MessageSquare },
    { path: "/people", name: "people", icon: Network },
    { path: "/admin", name: "admin", icon: ShieldCheck },
    { path: "/settings", name: "settings", icon: Settings },
];

export function Shell() {
    const { t } = useTranslation();
    const house = useHouse();
    const connection = useObserved(house.connection);
    const rights = useQuery(me(house)).data?.rights;
    const places = PLACES.filter((place) => place.name !== "admin" || (rights && mayAdminister(rights)));
    const [location] = useLocation();
    const isInChat = /^\/chats\/./.test(location); // a phone gives the whole height to a conversation
    return (
        <div className={`${style["shell"]} ${isInChat ? style["inChat"] : ""}`}>
            <nav className={style["menu"]} aria-label={t("navigation")}>
                <ul>
                    {places.map((place) => (
                        <MenuLink key={place.path} place={place} isHere={location.startsWith(place.path)} />
                    ))}
                </ul>
            </nav>
            <main className={style["main"]}>
                {connection === "offline" && (
                    <p role="status" className={style["offline"]}>
                        {t("offline")}
                    </p>
                )}
                <UpdateNotice />
                <SecurityNotices />
                <Suspense fallback={<Loading isPage />}>
                    <Switch>
                        <Route path="/today/*?" component={TodayPage} />
                        <Route path="/chats/:roomId?" component={ChatsPage} />
                        <Route path="/people/*?" component={PeoplePage} />
                        <Route path="/found/*?" component={FoundingPage} />
                        <Route path="/admin/*?" component={AdminPage} />
                        <Route path="/settings/*?" component={SettingsPage} />
                        <Route path="/">
                            <Redirect to="/today" replace />
                        </Route>
                        <Route>
                            <Empty
                                isPage
                                title={t("notFound")}
                                hint={t("notFoundHint")}
                                action={<Link href="/chats">{t("goToChats")}</Link>}
                            />
                        </Route>
                    </Switch>
                </Suspense>
            </main>
            <SearchEverywhere />
        </div>
    );
}

function MenuLink({ place, isHere }: { place: Place; isHere: boolean }) {
    const { t } = useTranslation();
    const count = useCount(place.name);
    const Icon = place.icon;
    return (
        <li>
            <Link href={place.path} className={style["link"] ?? ""} aria-current={isHere ? "page" : undefined}>
                <Icon size={22} aria-hidden />
                <span>{t(place.name)}</span>
                {count > 0 && (
                    <span className={style["count"]}>
                        {count > 99 ? "99+" : count}
                        <span className="visually-hidden">
                            {" "}
                            {t(place.name === "today" ? "toDo" : "unread", { count })}
                        </span>
                    </span>
                )}
            </Link>
        </li>
    );
}

/** What stands beside the name of a place: unread messages, things to do. */
function useCount(place: Place["name"]): number {
    const house = useHouse();
    const chats = useObserved(house.chats.list);
    const items = useQuery(today(house)).data;
    if (place === "chats") return chats.reduce((sum, chat) => sum + calling(chat), 0);
    return place === "today" && items ? waiting(items).length : 0;
}
