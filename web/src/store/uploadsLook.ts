/** What a file looks like, found out in the browser before it is sent: its size in pixels, its length, a small picture. */
import { familyOf } from "./clauses.ts";

export type Look = {
    readonly family: "image" | "video" | "voice" | "file";
    readonly width?: number;
    readonly height?: number;
    readonly seconds?: number;
    /** A JPEG of at most THUMB pixels; absent where the file itself is small, or can't be shown. */
    readonly small?: { readonly blob: Blob; readonly width: number; readonly height: number };
};

const THUMB = { width: 800, height: 600 };
const SMALL_ENOUGH = 150_000; // bytes
const PATIENCE_MS = 8_000; // for a film that this browser may not be able to play

/** Never fails: of what the browser can't show only the family is known. */
export async function lookAt(file: File): Promise<Look> {
    const family = familyOf(file);
    try {
        if (family === "image") return await lookAtImage(file);
        if (family === "video") return await lookAtVideo(file);
        if (family === "voice") return { family, ...(await lengthOf(file)) };
    } catch {
        // as a plain file
    }
    return { family };
}

async function lookAtImage(file: File): Promise<Look> {
    const picture = await createImageBitmap(file);
    const { width, height } = picture;
    const isSmall = file.size <= SMALL_ENOUGH && width <= THUMB.width && height <= THUMB.height;
    const isMoving = file.type === "image/gif"; // a still of it would hide that it moves
    const small = isSmall || isMoving ? undefined : await shrink(picture, width, height);
    picture.close();
    return { family: "image", width, height, ...(small && { small }) };
}

async function lookAtVideo(file: File): Promise<Look> {
    const url = URL.createObjectURL(file);
    const video = document.createElement("video");
    try {
        video.muted = true;
        video.preload = "auto";
        video.src = url;
        await heard(video, "loadedmetadata");
        const { videoWidth: width, videoHeight: height, duration } = video;
        video.currentTime = Math.min(1, (Number.isFinite(duration) ? duration : 0) / 2);
        await heard(video, "seeked");
        const small = width > 0 ? await shrink(video, width, height) : undefined;
        const seconds = Number.isFinite(duration) ? { seconds: duration } : {};
        return { family: "video", width, height, ...seconds, ...(small && { small }) };
    } finally {
        video.removeAttribute("src");
        URL.revokeObjectURL(url);
    }
}

async function lengthOf(file: File): Promise<{ seconds?: number }> {
    const url = URL.createObjectURL(file);
    const audio = document.createElement("audio");
    try {
        audio.preload = "metadata";
        audio.src = url;
        await heard(audio, "loadedmetadata");
        return Number.isFinite(audio.duration) ? { seconds: audio.duration } : {};
    } finally {
        audio.removeAttribute("src");
        URL.revokeObjectURL(url);
    }
}

function heard(media: HTMLMediaElement, name: string): Promise<void> {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(name)), PATIENCE_MS);
        const settle = (act: () => void) => () => {
            clearTimeout(timer);
            act();
        };
        media.addEventListener(name, settle(resolve), { once: true });
        media.addEventListener(
            "error",
            settle(() => reject(new Error("error"))),
            { once: true },
        );
    });
}

async function shrink(source: CanvasImageSource, width: number, height: number): Promise<NonNullable<Look["small"]>> {
    const ratio = Math.min(1, THUMB.width / width, THUMB.height / height);
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width * ratio));
    canvas.height = Math.max(1, Math.round(height * ratio));
    const pen = canvas.getContext("2d");
    if (!pen) throw new Error("no canvas");
    pen.fillStyle = "white"; // JPEG has no transparency
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(source, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    if (!blob) throw new Error("no picture");
    return { blob, width: canvas.width, height: canvas.height };
}
