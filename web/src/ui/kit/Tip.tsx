import type { ReactElement } from "react";
import { Tooltip, TooltipTrigger } from "react-aria-components";
import style from "./Tip.module.css";

/** A short word about a control, on hover and on keyboard focus. */
export function WithTip({ tip, children }: { tip: string; children: ReactElement }) {
    return (
        <TooltipTrigger delay={500}>
            {children}
            <Tooltip className={style["tip"] ?? ""} offset={6}>
                {tip}
            </Tooltip>
        </TooltipTrigger>
    );
}
