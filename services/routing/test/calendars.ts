import { type CalendarBody, calendarBody } from "@shouwen/calendar/calendar-body";
import { Temporal } from "temporal-polyfill";

const _minuteMs = 60_000;

/** The first and the last minute of the weeks in which lives are lived: summer time ends in two zones, and a holiday falls. */
export const firstMinute = Date.parse("2026-10-19T00:00:00Z");
const weeks = 6;
const minutesInAll = weeks * 7 * 24 * 60;

const morning = { from: "09:00", to: "12:00" };
const afternoon = { from: "13:30", to: "18:00" };
const week = (windows: readonly { from: string; to: string }[]) =>
  Object.fromEntries(["mon", "tue", "wed", "thu", "fri"].map((day) => [day, windows]));

/** Calendars with gaps, half days, make-up days and two changes of the clock; and one that never closes. */
export const calendars: readonly CalendarBody[] = [
  {
    timeZone: "Asia/Shanghai",
    windows: week([morning, afternoon]),
    holidays: ["2026-10-21", "2026-10-22"],
    specialDays: { "2026-10-24": "mon", "2026-10-26": [morning] },
  },
  {
    timeZone: "America/New_York",
    windows: { ...week([{ from: "22:00", to: "24:00" }]), sun: [{ from: "00:00", to: "03:00" }] },
  },
  {
    timeZone: "Europe/London",
    windows: { ...week([]), sat: [morning], sun: [{ from: "00:30", to: "02:30" }] },
  },
  {
    timeZone: "Asia/Shanghai",
    windows: Object.fromEntries(
      ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [day, [{ from: "00:00", to: "24:00" }]]),
    ),
  },
].map((body) => calendarBody.parse(body));

const dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Which minutes a calendar is open in, asked of the clock on the wall minute by minute: slow, and plain. */
export const openMinutesOf = (calendar: CalendarBody): boolean[] => {
  const start = Temporal.Instant.fromEpochMilliseconds(firstMinute);
  return Array.from({ length: minutesInAll }, (_, minute) => {
    const local = start.add({ minutes: minute }).toZonedDateTimeISO(calendar.timeZone);
    const date = local.toPlainDate().toString();
    if (calendar.holidays.includes(date)) return false;
    const special = calendar.specialDays[date];
    const day = typeof special === "string" ? special : (dayNames[local.dayOfWeek - 1] ?? "mon");
    const windows = special !== undefined && typeof special !== "string" ? special : calendar.windows[day];
    const time = `${String(local.hour).padStart(2, "0")}:${String(local.minute).padStart(2, "0")}`;
    return (windows ?? []).some(({ from, to }) => from <= time && time < to);
  });
};
