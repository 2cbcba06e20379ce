import type { CalendarBody, OpenWindow } from "../src/calendar-body.ts";

/** `["09:00-12:00", "13:30-18:00"]` as windows. */
export const windows = (...spans: string[]): OpenWindow[] =>
  spans.map((span) => ({ from: span.slice(0, 5), to: span.slice(6) }));

const officeDay = windows("09:00-12:00", "13:30-18:00");

/** A Shanghai office: Monday to Friday, with a lunch break. */
export const anOffice = (overrides: Partial<CalendarBody> = {}): CalendarBody => ({
  timeZone: "Asia/Shanghai",
  windows: { mon: officeDay, tue: officeDay, wed: officeDay, thu: officeDay, fri: officeDay },
  holidays: [],
  specialDays: {},
  ...overrides,
});

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
