import { useQuery } from "@tanstack/react-query";
import { Label, Radio, RadioGroup } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { kinds } from "../../store/founding.ts";
import { language } from "../../store/language.ts";
import { me } from "../../store/me.ts";
import { useObserved } from "../kit/observed.ts";
import { Failed, Loading } from "../kit/states.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./FoundingPage.module.css";
import type { StepProps } from "./FoundingPage.tsx";

/** What sort of group: each kind brings its clauses, its label and how long until it is looked at again. */
export function KindStep({ draft, onChange }: StepProps) {
    const { t } = useTranslation("founding");
    const house = useHouse();
    const spoken = useObserved(language);
    const found = useQuery(kinds(house));
    const may = useQuery(me(house)).data?.rights.found ?? {};
    if (found.isPending) return <Loading words={t("loadingKinds")} />;
    if (!found.data) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
    return (
        <RadioGroup
            className={style["part"] ?? ""}
            value={draft.kind}
            onChange={(kind) => onChange({ kind, clauses: null, label: null, reviewDate: "" })}
        >
            <Label className={style["title"]}>{t("whichKind")}</Label>
            <div className={style["kinds"]}>
                {found.data.map((kind) => {
                    const approval = may[kind.id];
                    return (
                        <Radio
                            key={kind.id}
                            value={kind.id}
                            isDisabled={approval === undefined}
                            className={style["kind"] ?? ""}
                        >
                            <span className={style["kindName"]}>{kind.name[spoken]}</span>
                            <span className={style["hint"]}>{kind.description[spoken]}</span>
                            <span className={style["hint"]}>
                                {t("typically", { audience: kind.typical_audience[spoken] })}
                            </span>
                            {approval === undefined && <span className={style["hint"]}>{t("notYours")}</span>}
                            {approval !== undefined && approval !== "none" && (
                                <span className={style["approval"]}>{t(`approval.${approval}`)}</span>
                            )}
                        </Radio>
                    );
                })}
            </div>
        </RadioGroup>
    );
}
