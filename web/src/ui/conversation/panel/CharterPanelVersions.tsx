import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changedSince, type GroupView, versionsOf } from "../../../store/charter.ts";
import { language } from "../../../store/language.ts";
import { personIdOf } from "../../../store/people.ts";
import { fullTime } from "../../../util/time.ts";
import { ChangeList } from "../../charter/ChangeList.tsx";
import { Button } from "../../kit/Button.tsx";
import { useObserved } from "../../kit/observed.ts";
import { useHouse } from "../../shell/context.ts";
import style from "./CharterPanel.module.css";

/** The versions of the charter, the newest first, and what each changed. */
export function Versions({ group }: { group: GroupView }) {
    const { t } = useTranslation("charter");
    const house = useHouse();
    const spoken = useObserved(language);
    const [isOpen, setOpen] = useState(false);
    const [shown, setShown] = useState(0);
    const versions = useQuery({ ...versionsOf(house, group.room_id), enabled: isOpen }).data;
    return (
        <section className={style["part"]}>
            <h3 className={style["title"]}>{t("versions")}</h3>
            {!isOpen && (
                <Button isSmall onPress={() => setOpen(true)}>
                    {t("showVersions")}
                </Button>
            )}
            {versions && (
                <ul className={style["versions"]}>
                    {versions.map((one) => (
                        <li key={one.version}>
                            <div className={style["versionRow"]}>
                                <span>
                                    {t("version", { version: one.version })}
                                    <span className={style["facts"]}>
                                        {" "}
                                        {house.matrix.getUser(one.author)?.displayName ?? personIdOf(one.author)} ·{" "}
                                        {fullTime(one.ts, spoken)}
                                    </span>
                                </span>
                                {one.version > 1 && (
                                    <Button
                                        isSmall
                                        look="quiet"
                                        aria-expanded={shown === one.version}
                                        onPress={() => setShown(shown === one.version ? 0 : one.version)}
                                    >
                                        {t("whatChanged")}
                                    </Button>
                                )}
                            </div>
                            {shown === one.version && <Changed roomId={group.room_id} version={one.version} />}
                        </li>
                    ))}
                </ul>
            )}
        </section>
    );
}

function Changed({ roomId, version }: { roomId: string; version: number }) {
    const house = useHouse();
    const { data } = useQuery(changedSince(house, roomId, version - 1, version));
    return data ? <ChangeList changes={data.changes} /> : null;
}
