import { shownText } from "@shouwen/contracts/shown-text";
import { z } from "zod";

const minuteMs = 60_000;

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "Expected a time of day such as 07:30");

/** A time to end at may be the end of the day. */
const localWindow = z.object({
  from: timeOfDay,
  to: z.union([timeOfDay, z.literal("24:00")]).describe("Not after `from`: on the day after"),
});

export const localWindows = z.array(localWindow).min(1).max(6);

const named = { name: shownText(60), nameEn: shownText(60) };

const patternId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,20}$/, "Expected up to 20 letters, digits, - or _")
  .describe("What a rota calls it");

/** The shift patterns of a property. A split shift is one pattern with several windows. */
export const shiftPatterns = z.object({
  patterns: z
    .array(z.object({ id: patternId, ...named, windows: localWindows }))
    .min(1)
    .max(60)
    .refine(
      (patterns) => new Set(patterns.map(({ id }) => id)).size === patterns.length,
      "Two patterns have one id",
    ),
});
export type ShiftPatterns = z.output<typeof shiftPatterns>;

const pattern = (id: string, ...windows: [from: string, to: string][]) => ({
  id,
  name: `${id}班`,
  nameEn: `Shift ${id}`,
  windows: windows.map(([from, to]) => ({ from, to })),
});

export const shippedShiftPatterns: z.input<typeof shiftPatterns> = {
  patterns: [
    pattern("A", ["07:30", "11:00"], ["18:00", "22:30"]),
    pattern("B", ["11:00", "14:30"], ["17:00", "21:30"]),
    pattern("C", ["13:00", "21:30"]),
    pattern("D", ["11:00", "14:30"], ["17:30", "22:00"]),
  ],
};

/** How the rota brings people on duty and takes them off it. */
export const dutyPolicy = z.object({
  comeOnBy: z
    .enum(["rota", "hand"])
    .describe(
      "rota: the beginning of a window brings its person on duty; hand: each comes on duty themselves",
    ),
  stayAtMostMs: z
    .int()
    .min(minuteMs)
    .max(12 * 60 * minuteMs)
    .describe("How long the last of a team stays after the end for a successor who has not come"),
});
export type DutyPolicy = z.output<typeof dutyPolicy>;

export const shippedDuty: z.input<typeof dutyPolicy> = { comeOnBy: "rota", stayAtMostMs: 120 * minuteMs };

/**
 * A team's id, or its last part where every property has one: engineering. `*` is every team.
 */
const teamName = z.string().min(1).max(70);

/** How many people an hour needs. */
export const coverPolicy = z.object({
  weeks: z.int().min(1).max(12).describe("From how many of the last same weekdays the tickets are counted"),
  teams: z
    .array(
      z.object({
        team: teamName.describe("A team's id, its last part (engineering), or * for every team"),
        ticketsPerPersonHour: z.number().min(0.1).max(100).describe("What one person can take in an hour"),
        minimum: z
          .array(
            z.object({
              from: timeOfDay,
              to: z.union([timeOfDay, z.literal("24:00")]),
              people: z.int().min(0),
            }),
          )
          .max(24)
          .describe("At least so many in the hours that begin in this time, tickets or not"),
      }),
    )
    .min(1)
    .describe("The first that fits counts"),
});
export type CoverPolicy = z.output<typeof coverPolicy>;

const always = [{ from: "00:00", to: "24:00", people: 1 }];
export const shippedCover: z.input<typeof coverPolicy> = {
  weeks: 4,
  teams: [
    { team: "service_centre", ticketsPerPersonHour: 8, minimum: always },
    { team: "security", ticketsPerPersonHour: 4, minimum: always },
    { team: "*", ticketsPerPersonHour: 4, minimum: [{ from: "07:00", to: "23:00", people: 1 }] },
  ],
};

/** Whether a policy's team is this team: by its id, by its last part, or as one of all. */
export const isTeam = (teamId: string, named: string): boolean =>
  named === "*" || teamId === named || teamId.endsWith(`_${named}`);
