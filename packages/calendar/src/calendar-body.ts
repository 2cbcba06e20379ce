import { z } from "zod";

const timeOfDay = z
  .string()
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, "Expected a time of day from 00:00 to 24:00");

/** Open from `from` until `to`, in the local time of the calendar; `24:00` is the end of the day. */
export const openWindow = z
  .object({ from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from < to, "A window ends after it begins; write one over midnight as two")
  .readonly();
export type OpenWindow = z.infer<typeof openWindow>;

const inOrder = (windows: readonly OpenWindow[]): OpenWindow[] =>
  [...windows].sort((a, b) => a.from.localeCompare(b.from));

const overlaps = (windows: readonly OpenWindow[]): boolean =>
  inOrder(windows).some(({ from }, index, sorted) => index > 0 && from < (sorted[index - 1]?.to ?? ""));

const dayWindows = z
  .array(openWindow)
  .max(24)
  .refine((windows) => !overlaps(windows), "Two windows of a day overlap")
  .readonly();

/** The names of the days of the week in the order in which JavaScript counts them. */
export const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
export const weekday = z.enum(weekdays);
export type Weekday = z.infer<typeof weekday>;

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
};

const firstDate = "1949-01-01";

/** A date with rules of its own. The window is that of the years that a calendar may know. */
const calendarDate = z.iso
  .date()
  .refine((date) => date >= firstDate, `Expected a date from ${firstDate} on`)
  .meta({ formatMinimum: firstDate });

/**
 * When work is done: several windows for each day of the week (a day that is not named is closed), and the dates
 * that differ. A holiday is closed. A special day has windows of its own (a half day), or is worked like another
 * day of the week (a make-up workday: `{ "2026-10-10": "fri" }`). Never changed once published.
 */
export const calendarBody = z
  .object({
    timeZone: z.string().max(60).refine(isTimeZone, "Expected an IANA time zone such as Asia/Shanghai"),
    windows: z.partialRecord(weekday, dayWindows),
    holidays: z.array(calendarDate).max(2000).readonly().default([]),
    specialDays: z.record(calendarDate, z.union([weekday, dayWindows])).default({}),
    knownYears: z
      .array(z.int().min(1949).max(9999))
      .max(400)
      .readonly()
      .optional()
      .describe("The years whose official days are in it; missing: it follows none"),
    officialDays: z
      .record(calendarDate, z.int())
      .optional()
      .describe(
        "The year of the paper that each official date comes from: a paper may speak of the year before",
      ),
  })
  .refine(({ windows }) => Object.values(windows).some((day) => day.length > 0), {
    path: ["windows"],
    message: "A calendar is open on at least one day of the week",
  })
  .refine(({ holidays, specialDays }) => !holidays.some((date) => date in specialDays), {
    path: ["specialDays"],
    message: "A date is a holiday or a special day, not both",
  })
  .readonly();

/** A calendar as it is kept and published. Treated as immutable: what is worked out from it is remembered. */
export type CalendarBody = z.infer<typeof calendarBody>;

/** Open at every moment. The zone only says in which local time it is shown. */
export const roundTheClock = (timeZone: string): CalendarBody => ({
  timeZone,
  windows: Object.fromEntries(weekdays.map((day) => [day, [{ from: "00:00", to: "24:00" }]])),
  holidays: [],
  specialDays: {},
});
