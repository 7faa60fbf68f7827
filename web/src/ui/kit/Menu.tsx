/** A list of things to do, opened by a button: `<MenuButton label={…} icon={…} items={…} />`. */
import type { ReactNode } from "react";
import { Menu, MenuItem, MenuTrigger, Popover, Button as Pressable } from "react-aria-components";
import buttons from "./Button.module.css";
import style from "./Menu.module.css";

export type Item = {
    id: string;
    label: string;
    icon?: ReactNode;
    isDanger?: boolean;
    isDisabled?: boolean;
    onAction: () => void;
};

export function MenuButton({ label, icon, items }: { label: string; icon: ReactNode; items: readonly Item[] }) {
    return (
        <MenuTrigger>
            <Pressable aria-label={label} className={buttons["icon"] ?? ""}>
                {icon}
            </Pressable>
            <MenuPopover items={items} />
        </MenuTrigger>
    );
}

/** For triggers of one's own: inside MenuTrigger, after the trigger. */
export function MenuPopover({ items }: { items: readonly Item[] }) {
    return (
        <Popover className={style["popover"] ?? ""}>
            <Menu items={items} className={style["menu"] ?? ""}>
                {(item) => (
                    <MenuItem
                        id={item.id}
                        textValue={item.label}
                        isDisabled={item.isDisabled ?? false}
                        onAction={item.onAction}
                        className={`${style["item"]} ${item.isDanger ? style["danger"] : ""}`}
                    >
                        {item.icon}
                        <span>{item.label}</span>
                    </MenuItem>
                )}
            </Menu>
        </Popover>
    );
}
