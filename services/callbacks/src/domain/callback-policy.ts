import { calendarBody, type OpenWindow } from "@shouwen/calendar/calendar-body";
import { isEmergency } from "@shouwen/contracts/priority";
import { type Kind, kind, type Priority, priority } from "@shouwen/contracts/values";
import { z } from "zod";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const { windows, holidays, specialDays } = calendarBody.unwrap().shape;
const durationMs = z
  .int()
  .min(0)
  .max(366 * dayMs);

/**
 * Whom to call back, and when. Windows, holidays and special days are read in the property's time zone; every
 * duration is elapsed time, not working time.
 */
export const callbackPolicy = z
  .object({
    kinds: z.array(kind).describe("Kinds of ticket whose customer is called when the work is done"),
    priorities: z
      .array(priority)
      .optional()
      .describe("Priorities whose customer is called, whatever the kind"),
    delayMs: durationMs.default(0).describe("After resolution: how long the customer is left to try it out"),
    windows: windows.describe("When customers are called"),
    holidays,
    specialDays,
    withinMs: durationMs.default(dayMs).describe("The first call is late when it comes later than this"),
    attempts: z
      .int()
      .min(1)
      .max(20)
      .default(3)
      .describe("Dials in vain until the customer counts as unreachable"),
    gapMs: durationMs.default(2 * hourMs).describe("From one dial in vain to the next, at least"),
    expiresAfterMs: durationMs
      .min(1)
      .default(2 * dayMs)
      .describe("From the due time, at least"),
    wishStandsMs: durationMs
      .default(hourMs)
      .describe("From the time that the customer asked for: how long the windows do not matter"),
    wishWithinMs: durationMs
      .min(1)
      .default(30 * dayMs)
      .describe("How far ahead a customer's wish may lie"),
    claimMs: durationMs
      .min(1)
      .default(15 * minuteMs)
      .describe("How long an agent holds a callback"),
    dayTarget: z.int().min(0).default(20).describe("Callbacks that the desk completes in a day"),
  })
  .refine((body) => calendarBody.safeParse({ ...body, timeZone: "UTC" }).success, {
    path: ["windows"],
    message: "Windows, holidays and special days do not make a calendar that opens",
  });
export type CallbackPolicy = z.output<typeof callbackPolicy>;

type Asked = { readonly kind: Kind; readonly priority: Priority };

/**
 * Whether the customer of such a ticket is called. A version from before emergencies were a priority names the kind, and
 * means them all the same.
 */
export const wantsCallback = ({ kinds, priorities = [] }: CallbackPolicy, ticket: Asked): boolean =>
  kinds.includes(ticket.kind) ||
  priorities.includes(ticket.priority) ||
  (isEmergency(ticket) && (kinds.includes("emergency") || priorities.includes("emergency")));

const aDay: OpenWindow[] = [
  { from: "10:30", to: "11:30" },
  { from: "15:00", to: "17:30" },
];

/** The defaults of the product. Hotels and estates work on Saturdays; Sundays are left to the customer. */
export const shippedCallbackPolicy: z.input<typeof callbackPolicy> = {
  kinds: ["complaint", "repair", "service"],
  priorities: ["emergency"],
  windows: { mon: aDay, tue: aDay, wed: aDay, thu: aDay, fri: aDay, sat: aDay },
};
