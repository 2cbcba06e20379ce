import { aggregate } from "@shouwen/event-bus/aggregate";
import type { WantedTimer } from "@shouwen/event-bus/aggregate-store";
import { isStanding } from "../domain/absence/ask-absence.ts";
import { evolveProperty, unknownProperty } from "../domain/organisation/property.ts";
import { evolveTeam, unknownTeam } from "../domain/organisation/team.ts";
import { emptyDay, evolveDay } from "../domain/paper/checklist-day.ts";
import { evolveNote, unknownNote } from "../domain/paper/hand-over-note.ts";
import type { Rota, ShiftWindow } from "../domain/rota.ts";
import { isOpen } from "../domain/staff/leave.ts";
import { evolveStaff, rotaOf, type Staff, unknownStaff } from "../domain/staff/staff.ts";
import { type HandOverNoteRow, type StaffRow, type TeamRow, tables } from "./generated/tables.ts";

export const propertyTable = aggregate({
  table: tables.property,
  initial: unknownProperty,
  evolve: evolveProperty,
  row: () => ({}),
});

export const teamTable = aggregate({
  table: tables.team,
  initial: unknownTeam,
  evolve: evolveTeam,
  row: (team): TeamRow => ({ propertyId: team.data.propertyId, standing: team.status === "standing" }),
});

export const staffTable = aggregate({
  table: tables.staff,
  initial: unknownStaff,
  evolve: evolveStaff,
  publishedFacts: ({ facts }) => facts,
  row: (staff): StaffRow => {
    const { propertyId, teamIds, onDuty, employed } = staff.data;
    const rota = rotaOf(staff);
    return {
      propertyId,
      teamIds,
      onDuty,
      employed,
      rotaIds: [
        ...rota.absences.map(({ absenceId }) => absenceId),
        ...rota.swaps.map(({ swapId }) => swapId),
      ],
      colleagueIds: colleaguesOf(staff),
      stayTeamId: rota.stay?.teamId ?? null,
      dutyUntil: windowsAt(rota, "begun")[0]?.to ?? null,
    };
  },
  timers: (staff) => wantedTimers(staff),
});

/** Everybody whom a person's state names, so that nobody is named who has left. */
const colleaguesOf = (staff: Staff): string[] => {
  if (staff.status === "unknown") return [];
  const { absences, swaps } = rotaOf(staff);
  const named = [
    staff.data.supervisorId,
    staff.data.substituteId,
    ...absences.filter(isStanding).map(({ substituteId }) => substituteId),
    ...swaps.filter(isOpen).map(({ withStaffId }) => withStaffId),
  ];
  return [...new Set(named.filter((id) => typeof id === "string"))];
};

const windowsAt = ({ shifts }: Rota, stage: ShiftWindow["stage"]): ShiftWindow[] =>
  shifts.flatMap(({ windows }) => windows.filter((window) => window.stage === stage));

const earliest = (moments: readonly string[]): string | undefined => moments.toSorted()[0];

/** Of each kind only the next due moment is armed: a rota of a year would be a thousand. */
const wantedTimers = (staff: Staff): WantedTimer[] => {
  if (staff.status === "unknown" || !staff.data.employed || !staff.rota) return [];
  const { rota } = staff;
  const duty = earliest([
    ...windowsAt(rota, "ahead").map(({ from }) => from),
    ...windowsAt(rota, "begun").map(({ to }) => to),
  ]);
  const absence = earliest([
    ...rota.absences.filter(({ status }) => status === "approved").map(({ from }) => from),
    ...rota.absences.filter(({ status }) => status === "begun").map(({ to }) => to),
  ]);
  return [...timer("duty", duty), ...timer("absence", absence), ...timer("stay", rota.stay?.until)];
};

const timer = (kind: string, fireAt: string | undefined): WantedTimer[] =>
  fireAt === undefined ? [] : [{ name: kind, kind, fireAt }];

/** Notes say nothing to anybody outside, so they have no facts to count. */
export const noteTable = aggregate({
  table: tables.handOverNote,
  initial: unknownNote,
  evolve: evolveNote,
  publishedFacts: () => 0,
  row: (note): HandOverNoteRow => {
    const { propertyId, teamId, writtenAt, confirmedAt } = note;
    return {
      propertyId,
      teamId,
      writtenAt,
      confirmed: confirmedAt !== null,
    };
  },
});

export const checklistDayTable = aggregate({
  table: tables.checklistDay,
  initial: emptyDay,
  evolve: evolveDay,
  publishedFacts: () => 0,
  row: ({ propertyId, date }) => ({ propertyId, date }),
});
