import { type ButtonProps, composeRenderProps, Link, type LinkProps, Button as Pressable } from "react-aria-components";
import style from "./Button.module.css";
import { WithTip } from "./Tip.tsx";

export type Look = "primary" | "plain" | "quiet" | "danger";

type Props = ButtonProps & {
    /** primary once in a view; danger for what can't be taken back. */
    look?: Look;
    isSmall?: boolean;
};

export function Button({ look = "plain", isSmall = false, className, ...rest }: Props) {
    return (
        <Pressable
            {...rest}
            className={composeRenderProps(className, (own) =>
                [style["button"], style[look], isSmall && style["small"], own].filter(Boolean).join(" "),
            )}
        />
    );
}

/** Looks like a button and leads somewhere. */
export function LinkButton({ look = "plain", className, ...rest }: LinkProps & { look?: Look }) {
    return (
        <Link
            {...rest}
            className={composeRenderProps(className, (own) =>
                [style["button"], style[look], own].filter(Boolean).join(" "),
            )}
        />
    );
}

/** Only a picture: `label` is its name for everybody who doesn't see it, and its tip for who does. */
export function IconButton({ label, className, ...rest }: ButtonProps & { label: string }) {
    return (
        <WithTip tip={label}>
            <Pressable
                {...rest}
                aria-label={label}
                className={composeRenderProps(className, (own) => [style["icon"], own].filter(Boolean).join(" "))}
            />
        </WithTip>
    );
}
