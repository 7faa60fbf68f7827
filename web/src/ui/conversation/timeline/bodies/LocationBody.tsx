import { MapPin } from "lucide-react";
import { useTranslation } from "react-i18next";
import style from "./bodies.module.css";
import type { BodyProps } from "./registry.tsx";

/** Where somebody is: its words and an address for the map of the device. No map of others is asked. */
export function LocationBody({ event }: BodyProps) {
    const { t } = useTranslation("timeline");
    const content = event.getContent();
    const geo = String(content["geo_uri"] ?? content["org.matrix.msc3488.location"]?.uri ?? "");
    const place = /^geo:(-?[\d.]+),(-?[\d.]+)/.exec(geo);
    const words = content["org.matrix.msc3488.location"]?.description ?? content["body"];
    return (
        <div className={style["place"]}>
            <MapPin size={20} aria-hidden />
            <span className={style["fileText"]}>
                <span>{typeof words === "string" && words ? words : t("location")}</span>
                {place && (
                    <a href={`geo:${place[1]},${place[2]}`}>
                        {place[1]}, {place[2]}
                    </a>
                )}
            </span>
        </div>
    );
}
