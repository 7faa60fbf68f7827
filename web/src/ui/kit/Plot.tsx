/** Small plots of our own: bars beside names, and columns in time. Both are lists of the same figures for who doesn't see them. */
import type { ReactNode } from "react";
import style from "./Plot.module.css";

export type Bar = { id: string; label: string; value: number; note?: ReactNode };

/** Longest first is the caller's choice; `format` says a figure as people read it. */
export function Bars({
    label,
    bars,
    format = String,
}: {
    label: string;
    bars: readonly Bar[];
    format?: (value: number) => string;
}) {
    const most = Math.max(1, ...bars.map((bar) => bar.value));
    return (
        <ul aria-label={label} className={style["bars"]}>
            {bars.map((bar) => (
                <li key={bar.id} className={style["bar"]}>
                    <span className={style["label"]}>{bar.label}</span>
                    <span className={style["track"]} aria-hidden>
                        <span className={style["fill"]} style={{ inlineSize: `${(100 * bar.value) / most}%` }} />
                    </span>
                    <span className={style["value"]}>
                        {format(bar.value)}
                        {bar.note}
                    </span>
                </li>
            ))}
        </ul>
    );
}

const WIDTH = 600;
const HEIGHT = 120;

/** One column for each step of time; a table of the same figures stands behind it. */
export function Columns({
    label,
    head,
    points,
}: {
    label: string;
    /** What the two columns of the table are called. */
    head: [string, string];
    points: readonly { id: string; label: string; value: number }[];
}) {
    const most = Math.max(1, ...points.map((point) => point.value));
    const step = WIDTH / Math.max(1, points.length);
    const first = points[0];
    const last = points.at(-1);
    return (
        <figure className={style["figure"]}>
            <svg
                viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
                preserveAspectRatio="none"
                className={style["svg"]}
                aria-hidden="true"
            >
                {points.map((point, at) => {
                    const height = (HEIGHT * point.value) / most;
                    return (
                        <rect
                            key={point.id}
                            x={at * step + step * 0.1}
                            width={step * 0.8}
                            y={HEIGHT - height}
                            height={height}
                            className={style["columnFill"]}
                        />
                    );
                })}
            </svg>
            <p className={style["axis"]} aria-hidden>
                <span>{first?.label}</span>
                <span>{most}</span>
                <span>{last?.label}</span>
            </p>
            <table className="visually-hidden">
                <caption>{label}</caption>
                <thead>
                    <tr>
                        <th>{head[0]}</th>
                        <th>{head[1]}</th>
                    </tr>
                </thead>
                <tbody>
                    {points.map((point) => (
                        <tr key={point.id}>
                            <td>{point.label}</td>
                            <td>{point.value}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </figure>
    );
}
