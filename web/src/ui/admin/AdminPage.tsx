/** Where the company looks after its groups: the ways into it, shown by what the person may do. */
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Link, Route, Switch, useLocation } from "wouter";
import { Empty, Loading } from "../kit/states.tsx";
import style from "./AdminPage.module.css";
import { usePlaces } from "./places.ts";

const Overview = lazy(() => import("./overview/Overview.tsx").then((found) => ({ default: found.Overview })));
const Census = lazy(() => import("./census/Census.tsx").then((found) => ({ default: found.Census })));
const GroupDetail = lazy(() => import("./census/GroupDetail.tsx").then((found) => ({ default: found.GroupDetail })));
const MergePage = lazy(() => import("./census/MergePage.tsx").then((found) => ({ default: found.MergePage })));
const ImportPage = lazy(() => import("./imports/ImportPage.tsx").then((found) => ({ default: found.ImportPage })));
const QueuesPage = lazy(() => import("./queues/QueuesPage.tsx").then((found) => ({ default: found.QueuesPage })));
const AuditPage = lazy(() => import("./audit/AuditPage.tsx").then((found) => ({ default: found.AuditPage })));
const PoliciesPage = lazy(() =>
    import("./policies/PoliciesPage.tsx").then((found) => ({ default: found.PoliciesPage })),
);
const WordsPage = lazy(() => import("./words/WordsPage.tsx").then((found) => ({ default: found.WordsPage })));
const GuestsPage = lazy(() => import("./guests/GuestsPage.tsx").then((found) => ({ default: found.GuestsPage })));
const HoldsPage = lazy(() => import("./keeping/HoldsPage.tsx").then((found) => ({ default: found.HoldsPage })));

export function AdminPage() {
    const { t } = useTranslation(["admin", "common"]);
    const places = usePlaces();
    const [location] = useLocation();
    // A merge is a matter of two owners, and a request is for whom it asks: they need not be administrators.
    const isForAnybody = ["/admin/merges/", "/admin/groups/", "/admin/queues"].some((one) => location.startsWith(one));
    if (places === undefined) return <Loading isPage />;
    if (places.length === 0 && !isForAnybody) {
        return (
            <Empty
                isPage
                title={t("notYours")}
                hint={t("notYoursHint")}
                action={<Link href="/chats">{t("common:goToChats")}</Link>}
            />
        );
    }
    return (
        <div className={style["admin"]}>
            {places.length > 0 && <Ways />}
            <div className={style["content"]}>
                <Suspense fallback={<Loading isPage />}>
                    <Switch>
                        <Route path="/admin" component={Overview} />
                        <Route path="/admin/groups" component={Census} />
                        <Route path="/admin/groups/:roomId" component={GroupDetail} />
                        <Route path="/admin/merges/:mergeId" component={MergePage} />
                        <Route path="/admin/import" component={ImportPage} />
                        <Route path="/admin/queues/:queue?" component={QueuesPage} />
                        <Route path="/admin/audit" component={AuditPage} />
                        <Route path="/admin/policies" component={PoliciesPage} />
                        <Route path="/admin/words/:name?" component={WordsPage} />
                        <Route path="/admin/guests" component={GuestsPage} />
                        <Route path="/admin/keeping" component={HoldsPage} />
                        <Route>
                            <Empty isPage title={t("common:notFound")} hint={t("common:notFoundHint")} />
                        </Route>
                    </Switch>
                </Suspense>
            </div>
        </div>
    );
}

function Ways() {
    const { t } = useTranslation("admin");
    const places = usePlaces() ?? [];
    const [location] = useLocation();
    return (
        <nav className={style["ways"]} aria-label={t("ways")}>
            <ul>
                {places.map(({ name, path, icon: Icon }) => {
                    const isHere = path === "/admin" ? location === path : location.startsWith(path);
                    return (
                        <li key={name}>
                            <Link href={path} className={style["way"] ?? ""} aria-current={isHere ? "page" : undefined}>
                                <Icon size={18} aria-hidden />
                                <span>{t(`places.${name}`)}</span>
                            </Link>
                        </li>
                    );
                })}
            </ul>
        </nav>
    );
}
