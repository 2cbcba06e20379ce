import type { Instant } from "./values.ts";

/** The moment so many milliseconds later (or earlier), in UTC. */
export const addMs = (moment: Instant, ms: number): Instant =>
  new Date(Date.parse(moment) + ms).toISOString();

/** Milliseconds from one moment to another; negative when the second is earlier. */
export const msBetween = (from: Instant, to: Instant): number => Date.parse(to) - Date.parse(from);
