import { expect, it } from "vitest";
import { sampled } from "./composerVoice.ts";

it("a waveform has the loudest of each stretch, and no more points than were heard", () => {
    expect(sampled([0, 0.5, 1, 0.25], 2)).toEqual([512, 1024]);
    expect(sampled([0.5, 1], 100)).toEqual([512, 1024]);
    expect(sampled([])).toEqual([]);
    expect(sampled(Array.from({ length: 1234 }, () => 1))).toHaveLength(100);
});
