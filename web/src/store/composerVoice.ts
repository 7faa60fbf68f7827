/** Recording a voice message: Opus where the browser has it, its loudness for whoever hears it and for whoever speaks. */
import type { Content } from "./composer.ts";

export type Recorded = { readonly file: File; readonly seconds: number; readonly waveform: readonly number[] };

const TYPES = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];
/** Its name must not look like a film's, which a charter may keep out: .webm and .mp4 do. */
const ENDINGS: Record<string, string> = { "audio/webm": "weba", "audio/mp4": "m4a" };
const EVERY_MS = 100;
const POINTS = 100; // of the waveform, 0 to 1024 each (MSC3246)
const LOUDEST = 1024;

export class Recording {
    readonly startedAt = performance.now();
    readonly #levels: number[] = [];
    readonly #parts: Blob[] = [];
    readonly #timer: ReturnType<typeof setInterval>;

    private constructor(
        private readonly stream: MediaStream,
        private readonly recorder: MediaRecorder,
        private readonly context: AudioContext,
        onLevel: (level: number) => void,
    ) {
        const ear = context.createAnalyser();
        ear.fftSize = 1024;
        context.createMediaStreamSource(stream).connect(ear);
        const samples = new Float32Array(ear.fftSize);
        this.#timer = setInterval(() => {
            ear.getFloatTimeDomainData(samples);
            const level = Math.min(1, 3 * Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length));
            this.#levels.push(level);
            onLevel(level);
        }, EVERY_MS);
        recorder.ondataavailable = (event) => this.#parts.push(event.data);
        recorder.start();
    }

    /** Asks for the microphone; throws a DOMException where there is none, or it isn't allowed. */
    static async start(onLevel: (level: number) => void): Promise<Recording> {
        const stream = await navigator.mediaDevices.getUserMedia({ audio: { noiseSuppression: true } });
        const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one));
        const recorder = new MediaRecorder(stream, { ...(type && { mimeType: type }), audioBitsPerSecond: 24_000 });
        return new Recording(stream, recorder, new AudioContext(), onLevel);
    }

    /** What was said. `name` is the file's name without its ending. */
    async end(name: string): Promise<Recorded> {
        const seconds = (performance.now() - this.startedAt) / 1000;
        const stopped = new Promise<void>((resolve) => {
            this.recorder.onstop = () => resolve();
        });
        this.recorder.stop();
        await stopped;
        this.cancel();
        const type = (this.recorder.mimeType || "audio/webm").split(";")[0] ?? "audio/webm";
        const file = new File(this.#parts, `${name}.${ENDINGS[type] ?? type.split("/")[1]}`, { type });
        return { file, seconds, waveform: sampled(this.#levels) };
    }

    /** Lets go of the microphone. */
    cancel(): void {
        clearInterval(this.#timer);
        for (const track of this.stream.getTracks()) track.stop();
        if (this.context.state !== "closed") void this.context.close();
    }
}

/** So many levels as POINTS, each the loudest of its stretch. */
export function sampled(levels: readonly number[], points = POINTS): number[] {
    const count = Math.min(points, levels.length);
    return Array.from({ length: count }, (_, at) => {
        const from = Math.floor((at * levels.length) / count);
        const to = Math.max(from + 1, Math.floor(((at + 1) * levels.length) / count));
        return Math.round(LOUDEST * Math.max(...levels.slice(from, to)));
    });
}

/** What makes an audio file a voice message for every client (MSC3245, MSC3246). */
export function voiceContent({ seconds, waveform }: Recorded): Content {
    return {
        "org.matrix.msc1767.audio": { duration: Math.round(seconds * 1000), waveform },
        "org.matrix.msc3245.voice": {},
    };
}
