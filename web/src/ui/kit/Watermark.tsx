/**
 * Who reads this, and when, in grey over everything on the screen: whoever photographs it shows whose screen it was.
 * It lies over the whole window, pictures and dialogs too, lets every press through, and comes back when it is taken
 * away or changed. What it can't do is stop a camera.
 */
import { createContext, useContext, useEffect } from "react";
import style from "./Watermark.module.css";

const TILE = { width: 320, height: 200 };
const NEW_MS = 60_000; // the time on it

/** Whether what is shown here may not be copied or taken away: parts hide their buttons for that. */
export const Protection = createContext(false);

/** Inside a conversation: true where nothing may be copied, dragged out or downloaded. */
export function useProtection(): boolean {
    return useContext(Protection);
}

export function Watermark({ lines, language }: { lines: readonly string[]; language: string }) {
    const text = lines.join("\n");
    useEffect(() => {
        const layer = new Layer(text.split("\n"), language);
        return () => layer.end();
    }, [text, language]);
    return null;
}

/** Outside of React, which would not notice that its element was taken away. */
class Layer {
    #element = document.createElement("div");
    readonly #observer = new MutationObserver(() => this.#restore());
    readonly #timer: ReturnType<typeof setInterval>;
    #image = "";
    #css = "";

    constructor(
        private readonly lines: readonly string[],
        private readonly language: string,
    ) {
        this.#timer = setInterval(() => this.#draw(), NEW_MS);
        this.#draw();
    }

    end(): void {
        clearInterval(this.#timer);
        this.#observer.disconnect();
        this.#element.remove();
    }

    #draw(): void {
        const now = new Intl.DateTimeFormat(this.language, { dateStyle: "short", timeStyle: "short" }).format();
        this.#image = `url("${tile([...this.lines, now])}")`;
        this.#css = "";
        this.#restore();
    }

    #restore(): void {
        this.#observer.disconnect();
        if (!this.#isWhole()) {
            this.#element.remove();
            this.#element = document.createElement("div");
            this.#element.className = style["layer"] ?? "";
            this.#element.setAttribute("aria-hidden", "true");
            this.#element.dataset["reactAriaTopLayer"] = "true"; // dialogs don't take it for something outside of them
            this.#element.style.backgroundImage = this.#image;
            this.#css = this.#look;
        }
        if (this.#element !== document.body.lastElementChild) document.body.append(this.#element);
        this.#observer.observe(document.body, { childList: true });
        this.#observer.observe(this.#element, { attributes: true, childList: true });
    }

    #isWhole(): boolean {
        const { className, hidden, attributes } = this.#element;
        return className === style["layer"] && !hidden && attributes.length === 4 && this.#look === this.#css;
    }

    get #look(): string {
        return this.#element.style.cssText;
    }
}

/** One piece of the pattern. Light and dark letters: one of them is seen on any picture. */
function tile(lines: readonly string[]): string {
    const canvas = document.createElement("canvas");
    const scale = Math.min(window.devicePixelRatio || 1, 2);
    canvas.width = TILE.width * scale;
    canvas.height = TILE.height * scale;
    const context = canvas.getContext("2d");
    if (!context) return "";
    context.scale(scale, scale);
    context.translate(TILE.width / 2, TILE.height / 2);
    context.rotate(-Math.PI / 9);
    context.textAlign = "center";
    context.font = `14px ${getComputedStyle(document.body).fontFamily}`;
    lines.forEach((line, at) => {
        const y = (at - (lines.length - 1) / 2) * 20;
        context.fillStyle = "rgb(255 255 255 / 16%)";
        context.fillText(line, 1, y + 1);
        context.fillStyle = "rgb(110 118 130 / 20%)";
        context.fillText(line, 0, y);
    });
    return canvas.toDataURL();
}
