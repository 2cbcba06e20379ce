import { givenDate } from "@shouwen/contracts/given-moment";
import { type CellError, type Columns, listIn, type Read } from "../csv-cells.ts";
import type { TeamData } from "../house/team.ts";
import { isTeam } from "../policies.ts";
import type { RosterShift } from "./roster-shift.ts";
import type { LocalWindow } from "./shift-windows.ts";

/** The columns of a file of shifts: one row is one person's shift on one date. */
export const rotaColumns = {
  staffNumber: { names: ["staff", "staff id", "number", "工号", "员工编号"], required: true },
  date: { names: ["日期", "上班日期"], required: true },
  shift: { names: ["pattern", "windows", "hours", "班次", "时段"], required: true },
  team: { names: ["班组"] },
} as const satisfies Columns<string>;

export type RotaCells = Partial<Record<keyof typeof rotaColumns, string>>;

export type RotaRowSurroundings = {
  readonly numbers: ReadonlyMap<string, string>;
  readonly teams: readonly TeamData[];
  /** The shift patterns that are in force on a date; today's for one that cannot be read. */
  patternsOn(date: string | undefined): readonly Named[];
};

type Named = { readonly id: string; readonly name: string; readonly nameEn: string };

/** A shift without its name, which is made of person and date; or a day off. */
export type RotaRow = {
  readonly staffId: string;
  readonly date: string;
  readonly work: Pick<RosterShift, "pattern" | "windows" | "teamId"> | "off";
};

const daysOff = new Set(["休", "休息", "off", "rest", "-"]);

/** A date as people write it: 2026-11-23, 2026/11/23, 20261123, 2026年11月23日. */
export const dateIn = (cell: string): string | undefined => {
  const parts = /^(\d{4})(?:[-/.年]?)(\d{1,2})(?:[-/.月]?)(\d{1,2})日?$/.exec(cell);
  if (!parts) return undefined;
  const [, year = "", month = "", day = ""] = parts;
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return givenDate.safeParse(date).success ? date : undefined;
};

const windowShape = /^(\d{1,2}):?(\d{2})\s*[-–—~～至]\s*(\d{1,2}):?(\d{2})$/;

const windowIn = (text: string): LocalWindow | undefined => {
  const [, fromHour, fromMinute, toHour, toMinute] = windowShape.exec(text) ?? [];
  if (fromHour === undefined) return undefined;
  const from = `${fromHour.padStart(2, "0")}:${fromMinute}`;
  const to = `${(toHour ?? "").padStart(2, "0")}:${toMinute}`;
  const isTime = (time: string) => /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time);
  return isTime(from) && (isTime(to) || to === "24:00") ? { from, to } : undefined;
};

/** Windows as people write them, with spaces, commas or + between: `07:30-11:00 18:00-22:30`. */
export const windowsIn = (cell: string): LocalWindow[] | undefined => {
  const tight = cell.replaceAll(/\s*([-–—~～至])\s*/g, "$1");
  const windows = listIn(tight.replaceAll(/[\s,+/]+/g, ";")).map(windowIn);
  return windows.length > 0 && windows.every((window) => window !== undefined)
    ? (windows as LocalWindow[])
    : undefined;
};

const workIn = (cell: string, patterns: readonly Named[]): RotaRow["work"] | undefined => {
  if (daysOff.has(cell.toLowerCase())) return "off";
  const wanted = cell.toLowerCase();
  const named = patterns.find(({ id, name, nameEn }) =>
    [id, `${id}班`, name, nameEn].some((one) => one.toLowerCase() === wanted),
  );
  if (named) return { pattern: named.id };
  const windows = windowsIn(cell);
  return windows && { pattern: null, windows };
};

const teamIn = (cell: string | undefined, teams: readonly TeamData[]): string | null | undefined =>
  cell
    ? (teams.find(
        ({ teamId, name, nameEn }) =>
          cell !== "*" && (isTeam(teamId, cell) || name === cell || nameEn === cell),
      )?.teamId ?? null)
    : undefined;

/** What is wrong with a cell, where something is. */
const wrong = (isWrong: boolean, field: string, message: string): CellError[] =>
  isWrong ? [{ field, message }] : [];

const noWork = "is no shift pattern of the property and no time such as 07:30-11:00 18:00-22:30";

/** Reads a row of a file of shifts. */
export const readRotaRow = (cells: RotaCells, around: RotaRowSurroundings): Read<RotaRow> => {
  const number = cells.staffNumber ?? "";
  const staffId = around.numbers.get(number) ?? [...around.numbers.values()].find((id) => id === number);
  const date = dateIn(cells.date ?? "");
  const work = workIn(cells.shift ?? "", around.patternsOn(date));
  const teamId = teamIn(cells.team, around.teams);
  const errors: CellError[] = [
    ...wrong(staffId === undefined, "staffNumber", "is nobody's number here"),
    ...wrong(date === undefined, "date", "is no date such as 2026-11-23"),
    ...wrong(work === undefined, "shift", noWork),
    ...wrong(teamId === null, "team", "names a team that the property does not have"),
  ];
  if (staffId === undefined || !date || !work || errors.length > 0) return { errors };
  return { row: { staffId, date, work: work === "off" ? "off" : { ...work, teamId } } };
};
