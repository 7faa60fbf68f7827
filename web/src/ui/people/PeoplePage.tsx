/** The company's people: the org chart or what a search finds at one side, a person at the other; on a phone in turn. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Network } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { Redirect, type RouteComponentProps } from "wouter";
import { peopleSearchQuery, personPath, userIdOf } from "../../store/people.ts";
import { Button } from "../kit/Button.tsx";
import { SearchField } from "../kit/Field.tsx";
import { useSettled } from "../kit/settled.ts";
import { Empty, Failed, Loading } from "../kit/states.tsx";
import { useHouse } from "../shell/context.ts";
import { OrgTree } from "./OrgTree.tsx";
import style from "./PeoplePage.module.css";
import { PersonLink } from "./PersonLink.tsx";
import { Profile } from "./Profile.tsx";

export function PeoplePage({ params }: RouteComponentProps<{ "*"?: string }>) {
    const { t } = useTranslation(["people", "common"]);
    const [typed, setTyped] = useState("");
    const words = useSettled(useDeferredValue(typed.trim()), 250);
    const personId = params["*"] ? decodeURIComponent(params["*"]) : undefined;
    const house = useHouse();
    if (personId && !personId.startsWith("@"))
        return <Redirect to={personPath(userIdOf(personId, house.userId))} replace />;
    const Title = personId ? "h2" : "h1";
    return (
        <div className={`${style["page"]} ${personId ? style["open"] : ""}`}>
            <div className={style["side"]}>
                <header className={style["head"]}>
                    <Title className="visually-hidden">{t("common:people")}</Title>
                    <SearchField label={t("find")} placeholder={t("findHint")} value={typed} onChange={setTyped} />
                </header>
                {words ? <FoundPeople words={words} openId={personId} /> : <OrgTree openId={personId} />}
            </div>
            <div className={style["person"]}>
                {personId ? (
                    <Profile key={personId} personId={personId} />
                ) : (
                    <Empty title={t("pickOne")} hint={t("pickHint")} icon={<Network size={32} aria-hidden />} />
                )}
            </div>
        </div>
    );
}

function FoundPeople({ words, openId }: { words: string; openId: string | undefined }) {
    const { t } = useTranslation(["people", "common"]);
    const found = useInfiniteQuery(peopleSearchQuery(useHouse().api, words));
    const people = found.data?.pages.flatMap((page) => page.people) ?? [];
    const total = found.data?.pages[0]?.total ?? 0;
    if (found.isLoading) return <Loading />;
    if (found.error) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
    if (people.length === 0) return <Empty title={t("nobody")} hint={t("nobodyHint")} />;
    return (
        <section className={style["found"]} aria-label={t("found")}>
            <p role="status" className={style["count"]}>
                {t("foundCount", { count: total })}
            </p>
            <ul>
                {people.map((person) => (
                    <li key={person.person_id}>
                        <PersonLink person={person} isOpen={person.user_id === openId} />
                    </li>
                ))}
            </ul>
            {found.hasNextPage && (
                <Button look="quiet" isPending={found.isFetchingNextPage} onPress={() => void found.fetchNextPage()}>
                    {t("more")}
                </Button>
            )}
        </section>
    );
}
