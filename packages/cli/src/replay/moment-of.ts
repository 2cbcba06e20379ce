import { Problem } from "@shouwen/stack/problem";

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A moment as people write it: ISO 8601, or how long ago (`90m`, `24h`, `7d`). Answers ISO 8601 in UTC. */
export const momentOf = (text: string, now: number): string => {
  const [, count, unit = ""] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const ago = unitMs[unit];
  const at = count !== undefined && ago !== undefined ? now - Number(count) * ago : Date.parse(text);
  if (Number.isNaN(at))
    throw new Problem(`${text} is no moment`, {
      fix: "Write it as 2026-11-28T08:00:00Z, or how long ago it was: 90m, 24h, 7d.",
    });
  return new Date(at).toISOString();
};
