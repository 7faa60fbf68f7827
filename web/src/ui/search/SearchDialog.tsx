/** One field for people, groups and messages. The field keeps the focus; arrows move among what was found, Enter opens. */
import { useDeferredValue, useState } from "react";
import { Autocomplete, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { closeSearch, type SearchOpening } from "../../store/search.ts";
import { Dialog } from "../kit/Dialog.tsx";
import { SearchField } from "../kit/Field.tsx";
import { useSettled } from "../kit/settled.ts";
import { Empty } from "../kit/states.tsx";
import { MessageFilters } from "./MessageFilters.tsx";
import { Recent } from "./Recent.tsx";
import { Results } from "./Results.tsx";
import style from "./Search.module.css";
import { ANY_MESSAGE, SCOPES, type Scope, useFound, type Wanted } from "./useFound.ts";

export function SearchDialog({ opening }: { opening: SearchOpening }) {
    const { t } = useTranslation("search");
    return (
        <Dialog title={t("title")} isOpen onClose={closeSearch} size="wide">
            <Search opening={opening} />
        </Dialog>
    );
}

function Search({ opening }: { opening: SearchOpening }) {
    const { t } = useTranslation("search");
    const [typed, setTyped] = useState(opening.words);
    const [scope, setScope] = useState<Scope>(opening.roomId ? "messages" : "all");
    const [wanted, setWanted] = useState<Wanted>({ ...ANY_MESSAGE, roomId: opening.roomId });
    const words = useSettled(useDeferredValue(typed.trim()), 250);
    const found = useFound(words, scope, wanted);
    return (
        <Autocomplete inputValue={typed} onInputChange={setTyped} disableAutoFocusFirst>
            <div className={style["search"]}>
                <SearchField label={t("field")} autoFocus />
                <ToggleButtonGroup
                    aria-label={t("scope")}
                    selectionMode="single"
                    disallowEmptySelection
                    selectedKeys={[scope]}
                    onSelectionChange={([chosen]) => setScope(chosen as Scope)}
                    className={style["scopes"] ?? ""}
                >
                    {SCOPES.map((one) => (
                        <ToggleButton key={one} id={one} className={style["scope"] ?? ""}>
                            {t(`scopes.${one}`)}
                        </ToggleButton>
                    ))}
                </ToggleButtonGroup>
                {scope === "messages" && words !== "" && (
                    <MessageFilters wanted={wanted} facets={found.facets} onChange={setWanted} />
                )}
                {words === "" && <Recent onChoose={setTyped} />}
                {words !== "" && <Results words={words} found={found} scope={scope} onScope={setScope} />}
                <p role="status" className="visually-hidden">
                    {words !== "" && !found.isLoading ? t("foundSum", { count: found.sum }) : ""}
                </p>
                {words !== "" && !found.isLoading && found.sum === 0 && !found.error && (
                    <Empty title={t("nothing", { words })} hint={t("nothingHint")} />
                )}
            </div>
        </Autocomplete>
    );
}
