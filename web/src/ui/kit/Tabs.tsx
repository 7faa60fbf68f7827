/** Views of one thing beside each other. */
import type { ReactNode } from "react";
import { Tabs as Switching, Tab, TabList, TabPanel } from "react-aria-components";
import style from "./Tabs.module.css";

export type TabOf<T extends string> = { id: T; label: string; count?: number; content: () => ReactNode };

export function Tabs<T extends string>({
    label,
    tabs,
    selected,
    onSelect,
}: {
    label: string;
    tabs: readonly TabOf<T>[];
    selected: T;
    onSelect: (id: T) => void;
}) {
    return (
        <Switching
            selectedKey={selected}
            onSelectionChange={(key) => onSelect(key as T)}
            className={style["tabs"] ?? ""}
        >
            <TabList aria-label={label} items={tabs} className={style["list"] ?? ""}>
                {(tab) => (
                    <Tab id={tab.id} className={style["tab"] ?? ""}>
                        {tab.label}
                        {tab.count ? <span className={style["count"]}>{tab.count}</span> : null}
                    </Tab>
                )}
            </TabList>
            {tabs.map((tab) => (
                <TabPanel key={tab.id} id={tab.id} className={style["panel"] ?? ""}>
                    {tab.content()}
                </TabPanel>
            ))}
        </Switching>
    );
}
