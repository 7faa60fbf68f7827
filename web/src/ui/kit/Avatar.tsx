/** Groups are squares, people are circles (方圆). Without a picture: letters of the name on a colour of its own. */
import { bucket, initials } from "../../util/text.ts";
import style from "./Avatar.module.css";

type Props = {
    name: string;
    /** Of the same name always the same colour; the id where there is one. */
    id?: string | undefined;
    isPerson?: boolean;
    size?: 24 | 32 | 40 | 48 | 72;
    /** An address that an <img> can show (blob:), not mxc://. */
    src?: string | undefined;
};

const COLOURS = 8;

export function Avatar({ name, id, isPerson = false, size = 40, src }: Props) {
    const shape = isPerson ? style["person"] : style["group"];
    const className = `${style["avatar"]} ${shape} ${style[`size${size}`]} ${style[`colour${bucket(id ?? name, COLOURS)}`]}`;
    return (
        <span className={className} aria-hidden>
            {src ? <img src={src} alt="" /> : initials(name, isPerson)}
        </span>
    );
}
