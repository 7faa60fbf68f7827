/** The org chart. Departments are all there, people come with the department that is opened; only what is seen is drawn. */
import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useEffect, useState } from "react";
import {
    Collection,
    type Key,
    ListLayout,
    Button as Pressable,
    Tree,
    TreeItem,
    TreeItemContent,
    Virtualizer,
} from "react-aria-components";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { me } from "../../store/me.ts";
import { type Department, departmentsQuery, pathTo, personPath, personQuery } from "../../store/people.ts";
import {
    below,
    Chart,
    type ChartNode,
    departmentKey,
    departmentNode,
    folded,
    type Staff,
} from "../../store/peopleChart.ts";
import { useObserved } from "../kit/observed.ts";
import { Failed, Loading, useErrorWords } from "../kit/states.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./OrgTree.module.css";
import { PersonLine } from "./PersonLine.tsx";

const ROW = 48;

export function OrgTree({ openId }: { openId: string | undefined }) {
    const house = useHouse();
    const { t } = useTranslation("people");
    const departments = useQuery(departmentsQuery(house.api));
    const own = useQuery(me(house));
    if (departments.error) return <Failed error={departments.error} onRetry={() => void departments.refetch()} />;
    if (!departments.data || own.isLoading) return <Loading words={t("loadingChart")} />;
    const ownId = own.data?.person?.department_id;
    const path = ownId ? pathTo(departments.data, ownId) : [];
    const first = path.length > 0 ? path : departments.data.slice(0, 1);
    return <Drawn departments={departments.data} first={first} openId={openId} />;
}

type Props = { departments: readonly Department[]; first: readonly Department[]; openId: string | undefined };

function Drawn({ departments, first, openId }: Props) {
    const { t } = useTranslation("people");
    const { api } = useHouse();
    const [, go] = useLocation();
    const [chart] = useState(() => new Chart(api));
    const staff = useObserved(chart.staff);
    const [expanded, setExpanded] = useState<ReadonlySet<Key>>(
        () => new Set(first.map((one) => departmentKey(one.department_id))),
    );
    useEffect(() => {
        for (const key of expanded) chart.open(String(key).slice(2));
    }, [chart, expanded]);

    const toggle = (key: Key): void =>
        setExpanded((before) =>
            before.has(key) ? new Set([...before].filter((one) => one !== key)) : new Set(before).add(key),
        );
    const act = (node: ChartNode): void => {
        if (node.as === "person") go(personPath(node.person.user_id));
        else if (node.as === "department") toggle(node.id);
        else chart.more(node.departmentId);
    };
    const draw = (node: ChartNode) => {
        const nodes = node.as === "department" ? inside(node.department, expanded.has(node.id), staff) : [];
        return (
            <TreeItem
                id={node.id}
                textValue={nameOf(node, t("more"))}
                hasChildItems={node.as === "department"}
                onAction={() => act(node)}
                className={style["item"] ?? ""}
                data-open={(node.as === "person" && node.person.user_id === openId) || undefined}
            >
                <TreeItemContent>
                    <Row node={node} />
                </TreeItemContent>
                <Collection items={nodes} dependencies={[expanded, staff, openId]}>
                    {draw}
                </Collection>
            </TreeItem>
        );
    };
    return (
        <Virtualizer layout={ListLayout} layoutOptions={{ rowSize: ROW }}>
            <Tree
                aria-label={t("chart")}
                items={departments.map(departmentNode)}
                dependencies={[expanded, staff, openId]}
                expandedKeys={expanded as Set<Key>}
                onExpandedChange={setExpanded}
                className={style["tree"] ?? ""}
            >
                {draw}
            </Tree>
        </Virtualizer>
    );
}

function inside(department: Department, isOpen: boolean, staff: ReadonlyMap<string, Staff>): ChartNode[] {
    return isOpen ? below(department, staff.get(department.department_id)) : folded(department);
}

function nameOf(node: ChartNode, more: string): string {
    if (node.as === "department") return node.department.name;
    return node.as === "person" ? node.person.name : more;
}

function Row({ node }: { node: ChartNode }) {
    const { t } = useTranslation(["people", "common"]);
    const errorWords = useErrorWords();
    return (
        <div className={style["row"]}>
            {node.as === "department" && (
                <Pressable slot="chevron" className={style["chevron"] ?? ""}>
                    <ChevronRight size={16} aria-hidden />
                </Pressable>
            )}
            {node.as === "department" && <DepartmentRow department={node.department} />}
            {node.as === "person" && (
                <PersonLine
                    person={node.person}
                    isShort
                    note={node.isLeader ? <span className={style["leader"]}>{t("leader")}</span> : undefined}
                />
            )}
            {node.as === "more" && <span className={style["more"]}>{t("more")}</span>}
            {node.as === "loading" && <span className={style["quiet"]}>{t("common:loading")}</span>}
            {node.as === "failed" && (
                <span className={style["failed"]}>{t("failedRow", { error: errorWords(node.error) })}</span>
            )}
        </div>
    );
}

function DepartmentRow({ department }: { department: Department }) {
    const { t } = useTranslation("people");
    return (
        <span className={style["department"]}>
            <span className={style["name"]}>{department.name}</span>
            <span className={style["quiet"]}>
                {t("peopleCount", { count: department.people_below })}
                {department.leader_id && <Leader personId={department.leader_id} />}
            </span>
        </span>
    );
}

function Leader({ personId }: { personId: string }) {
    const { t } = useTranslation("people");
    const leader = useQuery({ ...personQuery(useHouse().api, personId), staleTime: 600_000 });
    return leader.data ? <> · {t("ledBy", { name: leader.data.name })}</> : null;
}
