import { givenDate } from "@shouwen/contracts/given-moment";
import { type DateOrder, type ReadDate, readDate } from "@shouwen/service-kit/file-dates";
import type { Told } from "@shouwen/service-kit/file-language";
import {
  type CellError,
  type Columns,
  listIn,
  numberIn,
  type Read,
  roundedNumber,
  saidOf,
} from "../csv-cells.ts";
import type { TeamData } from "../organisation/team.ts";
import { isTeam } from "../policies.ts";
import type { RosterShift } from "./roster-shift.ts";
import type { LocalWindow } from "./shift-windows.ts";

/** The columns of a file of shifts: one row is one person's shift on one date. */
export const rotaColumns = {
  staffNumber: { names: ["staff", "staff id", "number", "工号", "员工编号"], required: true },
  date: { names: ["日期", "上班日期"], required: true, isDate: true },
  shift: { names: ["pattern", "windows", "hours", "班次", "时段"], required: true },
  team: { names: ["班组"] },
} as const satisfies Columns<string>;

export type RotaCells = Partial<Record<keyof typeof rotaColumns, string>>;

export type RotaRowContext = {
  readonly numbers: ReadonlyMap<string, string>;
  readonly teams: readonly TeamData[];
  /** The shift patterns that are in force on a date; today's for one that cannot be read. */
  patternsOn(date: string | undefined): readonly Named[];
  /** Whether the file writes the day or the month first, where that is known. */
  readonly order?: DateOrder | undefined;
};

type Named = { readonly id: string; readonly name: string; readonly nameEn: string };

/** A shift without its name, which is made of person and date; or a day off. */
export type RotaRow = {
  readonly staffId: string;
  readonly date: string;
  readonly work: Pick<RosterShift, "pattern" | "windows" | "teamId"> | "off";
};

const daysOff = new Set(["休", "休息", "off", "rest", "-"]);

/** A date as people write it: 2026-11-23, 2026年11月23日, 20261123, 11/23/2026 where the file is written so. */
export const dateIn = (cell: string, order?: DateOrder): string | undefined => {
  const read = readDate(cell);
  const day = read && dayOf(read, order);
  const date =
    day === undefined ? undefined : new Date(day * 24 * 60 * 60 * 1_000).toISOString().slice(0, 10);
  return givenDate.safeParse(date).success ? date : undefined;
};

/** The day of a date; undefined where it may be two, or is written otherwise than its file writes dates. */
const dayOf = (read: ReadDate, order: DateOrder | undefined): number | undefined => {
  if ("open" in read) return order && read.open[order].day;
  const isOtherwise = read.shows !== undefined && order !== undefined && read.shows !== order;
  return isOtherwise ? undefined : read.time.day;
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
const wrong = (isWrong: boolean, field: keyof RotaCells, [cells, said]: [RotaCells, Told]): CellError[] =>
  isWrong ? [{ field, message: saidOf(cells[field], said) }] : [];

const nobody: Told = { en: "is nobody's number here", "zh-CN": "不是本物业任何人的工号" };
const noDate: Told = { en: "is no date; valid: 2026-11-23", "zh-CN": "不是日期，应写成：2026-11-23" };
const noWork: Told = {
  en: "is no shift pattern of the property and no time; valid: 07:30-11:00 18:00-22:30",
  "zh-CN": "既不是本物业的班次，也不是时段，应写成：07:30-11:00 18:00-22:30",
};
const noTeam: Told = { en: "names a team that the property does not have", "zh-CN": "是本物业没有的班组" };

/** Reads a row of a file of shifts. */
export const readRotaRow = (cells: RotaCells, around: RotaRowContext): Read<RotaRow> => {
  const number = numberIn(cells.staffNumber);
  const staffId = around.numbers.get(number) ?? [...around.numbers.values()].find((id) => id === number);
  const date = dateIn(cells.date ?? "", around.order);
  const work = workIn(cells.shift ?? "", around.patternsOn(date));
  const teamId = teamIn(cells.team, around.teams);
  const rounded = roundedNumber("staffNumber", cells.staffNumber);
  const errors: CellError[] = [
    ...rounded,
    ...wrong(staffId === undefined && rounded.length === 0, "staffNumber", [cells, nobody]),
    ...wrong(date === undefined, "date", [cells, noDate]),
    ...wrong(work === undefined, "shift", [cells, noWork]),
    ...wrong(teamId === null, "team", [cells, noTeam]),
  ];
  if (staffId === undefined || !date || !work || errors.length > 0) return { errors };
  return { row: { staffId, date, work: work === "off" ? "off" : { ...work, teamId } } };
};
