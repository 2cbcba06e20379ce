import { z } from "zod";
import type { Dial, Plan } from "./plan.ts";

/** What the crew reads of a callback. */
export const seenCallback = z.object({
  callbackId: z.string(),
  ticketId: z.string(),
  propertyId: z.string(),
  resolution: z.int(),
  status: z.enum(["scheduled", "completed", "expired"]),
  dials: z.array(z.unknown()),
});
export type SeenCallback = z.output<typeof seenCallback>;

/** How the next dial of a callback goes; undefined when nobody is to call. */
export const nextDial = ({ calls }: Plan, { resolution, dials }: SeenCallback): Dial | undefined => {
  const script = calls[Math.min(resolution, calls.length) - 1];
  return script?.[Math.min(dials.length, script.length - 1)];
};

/** The attempt as the desk records it. */
export const attemptOf = (dial: Dial, now: number): Readonly<Record<string, unknown>> =>
  dial.disposition === "reschedule"
    ? { disposition: dial.disposition, dueAt: new Date(now + dial.inMs).toISOString() }
    : dial;
