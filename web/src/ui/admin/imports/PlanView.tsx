/** What the import would do, as a difference: counts on top, then who and what, before and after. */
import { Copy } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Virtualizer } from "virtua";
import type { ImportPlan, ImportProblem, PersonChange } from "../../../store/admin/imports.ts";
import { copyText } from "../../../util/clipboard.ts";
import { Button } from "../../kit/Button.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { tell } from "../../kit/Toasts.tsx";
import { PersonName } from "../names.tsx";
import style from "./Import.module.css";

const WHATS = ["joins", "returns", "moves", "changes", "suspends", "resumes", "leaves"] as const;

export function PlanView({ plan, fileName }: { plan: ImportPlan; fileName: string }) {
    const { t } = useTranslation("admin");
    const isBlocked = plan.errors > 0;
    return (
        <>
            <Notice look={isBlocked ? "refusal" : "done"} title={fileName} isLive>
                {plan.summary}
            </Notice>
            <ul className={style["counts"]} aria-label={t("import.counts")}>
                <Count label={t("import.rows")} value={plan.rows} />
                {isBlocked && <Count label={t("import.errors")} value={plan.errors} isBad />}
                {WHATS.filter((what) => plan.counts[what]).map((what) => (
                    <Count key={what} label={t(`import.whats.${what}`)} value={plan.counts[what] ?? 0} />
                ))}
            </ul>
            <Problems problems={plan.problems.filter((one) => one.severity === "error")} name="errors" isOpen />
            <Problems problems={plan.problems.filter((one) => one.severity !== "error")} name="warnings" />
            {WHATS.map((what) => (
                <People
                    key={what}
                    what={what}
                    people={plan.people.filter((one) => one.what === what)}
                    count={plan.counts[what] ?? 0}
                />
            ))}
            <Structure plan={plan} />
        </>
    );
}

function Count({ label, value, isBad = false }: { label: string; value: number; isBad?: boolean }) {
    return (
        <li className={`${style["count"]} ${isBad ? style["bad"] : ""}`}>
            <span className={style["figure"]}>{value}</span>
            {label}
        </li>
    );
}

function Part({ title, isOpen = false, children }: { title: string; isOpen?: boolean; children: ReactNode }) {
    return (
        <details className={style["part"]} open={isOpen}>
            <summary>{title}</summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by the keyboard */}
            <section className={style["rows"]} tabIndex={0} aria-label={title}>
                {children}
            </section>
        </details>
    );
}

function Problems({
    problems,
    name,
    isOpen = false,
}: {
    problems: readonly ImportProblem[];
    name: "errors" | "warnings";
    isOpen?: boolean;
}) {
    const { t } = useTranslation("admin");
    if (problems.length === 0) return null;
    const copy = async (): Promise<void> => {
        const lines = problems.map((one) => [one.words, ...Object.values(one.cells)].join("\t"));
        await copyText(lines.join("\n"));
        tell(t("import.copied", { count: problems.length }));
    };
    return (
        <Part title={t(`import.${name}Of`, { count: problems.length })} isOpen={isOpen}>
            <Button isSmall look="quiet" onPress={() => void copy()}>
                <Copy size={14} aria-hidden />
                {t("import.copy")}
            </Button>
            <Virtualizer>
                {problems.map((problem) => (
                    <div key={`${problem.row} ${problem.column} ${problem.key}`} className={style["row"]}>
                        <p className={style[problem.severity]}>{problem.words}</p>
                        <p className={style["cells"]}>
                            {Object.entries(problem.cells).map(([field, cell]) => (
                                <span
                                    key={field}
                                    className={`${style["cell"]} ${field === problem.column ? style["marked"] : ""}`}
                                >
                                    {t("import.cell", { field: t(`fields.${field}` as "fields.name"), cell })}
                                </span>
                            ))}
                        </p>
                    </div>
                ))}
            </Virtualizer>
        </Part>
    );
}

function People({
    what,
    people,
    count,
}: {
    what: (typeof WHATS)[number];
    people: readonly PersonChange[];
    count: number;
}) {
    const { t } = useTranslation("admin");
    if (count === 0) return null;
    return (
        <Part title={t("import.part", { what: t(`import.whats.${what}`), count })}>
            <Virtualizer>
                {people.map((person) => (
                    <div key={person.person_id} className={style["row"]}>
                        {person.changes.length === 0 ? (
                            person.words
                        ) : (
                            <>
                                <p>
                                    <span className={style["who"]}>{person.name}</span>{" "}
                                    <span className={style["soft"]}>{person.person_id}</span>
                                </p>
                                {person.changes.map((change) => (
                                    <p key={change.field} className={style["change"]}>
                                        <span>{t(`fields.${change.field}`)}</span>
                                        <del className={style["before"]}>{change.before ?? t("import.nothing")}</del>
                                        <span aria-hidden>→</span>
                                        <ins className={style["after"]}>{change.after ?? t("import.nothing")}</ins>
                                    </p>
                                ))}
                            </>
                        )}
                    </div>
                ))}
            </Virtualizer>
            {people.length < count && <p className={style["row"]}>{t("import.cut", { count: people.length })}</p>}
        </Part>
    );
}

function Structure({ plan }: { plan: ImportPlan }) {
    const { t } = useTranslation("admin");
    return (
        <>
            {plan.departments.length > 0 && (
                <Part title={t("import.departments", { count: plan.departments.length })}>
                    {plan.departments.map((path) => (
                        <p key={path} className={style["row"]}>
                            {path}
                        </p>
                    ))}
                </Part>
            )}
            {plan.leaders.length > 0 && (
                <Part title={t("import.leaders", { count: plan.leaders.length })}>
                    {plan.leaders.map((leader) => (
                        <p key={leader.department} className={`${style["row"]} ${style["change"]}`}>
                            <span className={style["who"]}>{leader.department}</span>
                            <del className={style["before"]}>
                                {leader.before ? <PersonName id={leader.before} /> : t("import.nothing")}
                            </del>
                            <span aria-hidden>→</span>
                            <ins className={style["after"]}>
                                {leader.after ? <PersonName id={leader.after} /> : t("import.nothing")}
                            </ins>
                        </p>
                    ))}
                </Part>
            )}
            {plan.ranks && (
                <Part title={t("import.newRanks")}>
                    <p className={style["row"]}>{plan.ranks.join(" › ")}</p>
                </Part>
            )}
        </>
    );
}
