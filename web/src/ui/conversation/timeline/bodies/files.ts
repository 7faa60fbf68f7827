import type { MatrixEvent } from "matrix-js-sdk";
import type { EncryptedFile, Wanted } from "../../../../api/media.ts";
import { plainName } from "../../../../util/text.ts";

type Info = {
    readonly w?: number;
    readonly h?: number;
    readonly size?: number;
    readonly mimetype?: string;
    readonly duration?: number;
    readonly thumbnail_url?: string;
    readonly thumbnail_file?: EncryptedFile;
};

export type Attached = {
    readonly name: string;
    /** What was written to it, if that isn't just the file's name. */
    readonly caption: string;
    readonly info: Info;
    readonly wanted: Wanted | undefined;
};

function number(value: unknown): number | undefined {
    return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : undefined;
}

/** The file of a message; nothing of it is trusted to have the right type. */
export function attached(event: MatrixEvent): Attached {
    const content = event.getContent();
    const raw = (content["info"] ?? {}) as Record<string, unknown>;
    const body = typeof content["body"] === "string" ? content["body"] : "";
    const given = typeof content["filename"] === "string" ? content["filename"] : body;
    const name = plainName(given); // fdp.exe turned around would look like exe.pdf
    const file = content["file"] as EncryptedFile | undefined;
    const mxc = file?.url ?? content["url"];
    const mimetype = typeof raw["mimetype"] === "string" ? raw["mimetype"] : undefined;
    const w = number(raw["w"]);
    const h = number(raw["h"]);
    const size = number(raw["size"]);
    const duration = number(raw["duration"]);
    const thumb = raw["thumbnail_url"];
    const info: Info = {
        ...(w && { w }),
        ...(h && { h }),
        ...(size && { size }),
        ...(duration && { duration }),
        ...(mimetype && { mimetype }),
        ...(typeof thumb === "string" && { thumbnail_url: thumb }),
        ...(raw["thumbnail_file"] ? { thumbnail_file: raw["thumbnail_file"] as EncryptedFile } : {}),
    };
    return {
        name,
        caption: content["filename"] && body !== given ? body : "",
        info,
        wanted: typeof mxc === "string" && mxc.startsWith("mxc://") ? { mxc, file, mimetype } : undefined,
    };
}

/** The size at which a picture is shown, so that nothing moves when it comes. */
export function shownSize(info: Info, most: number): { width: number; height: number } {
    const w = info.w ?? most;
    const h = info.h ?? Math.round(most * 0.75);
    const scale = Math.min(1, most / w, most / h);
    return { width: Math.max(48, Math.round(w * scale)), height: Math.max(48, Math.round(h * scale)) };
}

/** What to fetch for a small picture of an image or a video. */
export function thumbnailOf({ wanted, info }: Attached, width: number, height: number): Wanted | undefined {
    if (info.thumbnail_file) return { mxc: info.thumbnail_file.url, file: info.thumbnail_file, mimetype: "image/jpeg" };
    const isImage = info.mimetype?.startsWith("image/") ?? true;
    if (!isImage) return info.thumbnail_url ? { mxc: info.thumbnail_url } : undefined;
    if (!wanted) return undefined;
    return wanted.file ? wanted : { mxc: wanted.mxc, width, height, method: "scale" };
}

/** 75000 -> 1:15 */
export function clock(ms: number): string {
    const seconds = Math.round(ms / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
