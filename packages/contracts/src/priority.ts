import { z } from "zod";
import type { Priority } from "./values.ts";

/** The priorities that events of version 1 were released with; a listener of theirs knows no others. */
const priorityInEvents = z.enum(["low", "normal", "high", "urgent"]).describe("How soon it matters");

/**
 * How soon it matters, as events say it. An emergency is said as urgent, which it is, with a field beside it that whoever
 * does not know it may ignore. Written by `sayPriority` and read by `priorityOf`, nowhere else.
 */
export const priorityFields = {
  priority: priorityInEvents,
  emergency: z
    .boolean()
    .optional()
    .describe(
      "True: people or the house are in danger, and it comes before all that is urgent; missing means no",
    ),
};

type PrioritySaid = {
  readonly priority: z.output<typeof priorityInEvents>;
  readonly emergency?: boolean | undefined;
};

/** A priority as events say it. Both fields are always there, so that it replaces another one it is spread over. */
export const sayPriority = (priority: Priority) =>
  priority === "emergency"
    ? { priority: "urgent" as const, emergency: true }
    : { priority, emergency: undefined };

/** The priority that an event says. */
export const priorityOf = ({ priority, emergency }: PrioritySaid): Priority =>
  emergency === true ? "emergency" : priority;

/**
 * Whether it is an emergency: by its priority, or by its kind where a person chose that one and in events of before there
 * was such a priority.
 */
export const isEmergency = ({
  kind,
  priority,
}: {
  readonly kind: string;
  readonly priority: string;
}): boolean => priority === "emergency" || kind === "emergency";
