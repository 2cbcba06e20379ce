import { isSame } from "../equality.ts";
import {
  propertyNotFound,
  rotaFull,
  shiftDuringAbsence,
  shiftHasBegun,
  shiftOverlaps,
  shiftPatternUnknown,
  shiftTeamUnknown,
  shiftTooOld,
  shiftWindowsOverlap,
  staffHasLeft,
} from "../rejections.ts";
import { type Absence, endOf, keptSince, rotaChanged, type Shift, type ShiftWindow } from "../rota.ts";
import { known, rotaOf, type Staff, type StaffData, type StaffFact } from "../staff/staff.ts";
import { shiftViewOf } from "./shift-view.ts";
import {
  type LocalWindow,
  overlapEachOther,
  overlaps,
  type Span,
  shiftAt,
  spansOn,
} from "./shift-windows.ts";

/** A shift as a leader enters it: a pattern of its property, or windows of its own. */
export type RosterShift = {
  readonly shiftId: string;
  readonly propertyId: string;
  /** Undefined: the person's only team. */
  readonly teamId?: string | null | undefined;
  readonly date: string;
  readonly pattern: string | null;
  readonly windows?: readonly LocalWindow[] | undefined;
};

/** What must be known around a shift: the zone of its property (undefined: no such property), its patterns and teams. */
export type RosterShiftContext = {
  readonly timeZone: string | undefined;
  readonly patterns: readonly { readonly id: string; readonly windows: readonly LocalWindow[] }[];
  readonly teamIds: readonly string[];
};

const mostAhead = 800;

/**
 * Enters a shift into a person's rota, or changes it. Nobody is in two places at once and nobody works on leave: an
 * overlap is refused with both shifts, whatever the property or date of the other. What was worked stays as it was.
 */
export const rosterShift = (
  command: RosterShift,
  staff: Staff,
  { now, around }: { now: string; around: RosterShiftContext },
): StaffFact[] => {
  const { data } = known(staff);
  if (!data.employed) throw staffHasLeft();
  const rota = rotaOf(staff);
  const before = rota.shifts.find(({ shiftId }) => shiftId === command.shiftId);
  const spans = spansOf(command, around);
  const teamId = teamOf(command, data, around);
  const shift = shiftOf({ ...command, teamId }, { spans, before, now });
  if (before && isSame(shift, before)) return [];
  const others = rota.shifts.filter(({ shiftId }) => shiftId !== command.shiftId);
  checkRoom(data.staffId, shift, { shifts: others, absences: rota.absences });
  if (endOf(shift) <= keptSince(now)) throw shiftTooOld();
  if (others.length >= mostAhead) throw rotaFull({ most: mostAhead });
  const shifts = [...others, shift].toSorted((a, b) => (endOf(a) < endOf(b) ? -1 : 1));
  return [rotaChanged({ ...rota, shifts }, now)];
};

/** The team that was named, else the person's only team where the shift is in their own property. */
const teamOf = (command: RosterShift, person: StaffData, { teamIds }: RosterShiftContext): string | null => {
  const [only = null, ...others] = person.teamIds.filter((id) => teamIds.includes(id));
  const { teamId = others.length === 0 ? only : null } = command;
  if (teamId !== null && !teamIds.includes(teamId)) throw shiftTeamUnknown({ teamId });
  return teamId;
};

const spansOf = (command: RosterShift, { timeZone, patterns }: RosterShiftContext): Span[] => {
  if (timeZone === undefined) throw propertyNotFound();
  const windows = command.windows ?? patterns.find(({ id }) => id === command.pattern)?.windows;
  if (!windows)
    throw shiftPatternUnknown({ pattern: command.pattern, patterns: patterns.map(({ id }) => id) });
  const spans = spansOn(command.date, windows, timeZone);
  if (spans.length === 0 || overlapEachOther(spans)) throw shiftWindowsOverlap();
  return spans;
};

const shiftOf = (
  command: RosterShift & { readonly teamId: string | null },
  { spans, before, now }: { spans: readonly Span[]; before: Shift | undefined; now: string },
): Shift => {
  const begun = before?.windows.filter(({ from }) => from <= now) ?? [];
  const kept = (worked: ShiftWindow) =>
    spans.some(({ from, to }) => from === worked.from && (to === worked.to || (to > now && worked.to > now)));
  if (!begun.every(kept)) throw shiftHasBegun();
  const { shiftId, propertyId, teamId, date } = command;
  const windows = spans.map((span) => ({ ...span, stage: stageOf(span, begun, now) }));
  return { shiftId, propertyId, teamId, date, pattern: command.windows ? null : command.pattern, windows };
};

/** A window that is over when it is entered has no say about duty; one that has begun brings its person on duty yet. */
const stageOf = (span: Span, begun: readonly ShiftWindow[], now: string): ShiftWindow["stage"] => {
  const same = begun.find(({ from }) => from === span.from);
  if (same) return same.stage;
  return span.to <= now ? "over" : "ahead";
};

const sameTime = (spans: readonly Span[], { from, to, status }: Absence): boolean =>
  (status === "approved" || status === "begun") && spans.some((span) => overlaps(span, { from, to }));

/** Throws when the person cannot work this shift beside these. */
export const checkRoom = (
  staffId: string,
  shift: Shift,
  { shifts, absences }: { shifts: readonly Shift[]; absences: readonly Absence[] },
): void => {
  const other = shiftAt(shift.windows, shifts);
  if (other)
    throw shiftOverlaps({ shift: shiftViewOf(staffId, shift), overlaps: shiftViewOf(staffId, other) });
  const absence = absences.find((one) => sameTime(shift.windows, one));
  if (absence) {
    const { absenceId, firstDate, lastDate } = absence;
    throw shiftDuringAbsence({
      shift: shiftViewOf(staffId, shift),
      absence: { absenceId, firstDate, lastDate },
    });
  }
};
