import type { AggregateDefinition, WantedTimer } from "@shouwen/event-bus/aggregate-store";
import { isStanding } from "../domain/absence/ask-absence.ts";
import { evolveProperty, type Property, unknownProperty } from "../domain/house/property.ts";
import { evolveTeam, type Team, unknownTeam } from "../domain/house/team.ts";
import { type ChecklistDay, emptyDay, evolveDay } from "../domain/paper/checklist-day.ts";
import { evolveNote, type HandOverNote, unknownNote } from "../domain/paper/hand-over-note.ts";
import type { Rota, ShiftWindow } from "../domain/rota.ts";
import { isOpen } from "../domain/staff/leave.ts";
import { evolveStaff, rotaOf, type Staff, unknownStaff } from "../domain/staff/staff.ts";

export const propertyTable: AggregateDefinition<Property> = {
  table: "property",
  columns: {},
  initial: unknownProperty,
  evolve: evolveProperty,
  row: () => ({}),
};

export const teamTable: AggregateDefinition<Team> = {
  table: "team",
  columns: { property_id: "text", standing: "boolean" },
  initial: unknownTeam,
  evolve: evolveTeam,
  row: (team) =>
    team.status === "unknown"
      ? {}
      : { property_id: team.data.propertyId, standing: team.status === "standing" },
};

export const staffTable: AggregateDefinition<Staff> = {
  table: "staff",
  columns: {
    property_id: "text",
    team_ids: "text[]",
    on_duty: "boolean",
    employed: "boolean",
    rota_ids: "text[]",
    colleague_ids: "text[]",
    stay_team_id: "text",
    duty_until: "timestamptz",
  },
  initial: unknownStaff,
  evolve: evolveStaff,
  factsSaid: ({ facts }) => facts,
  row: (staff) => {
    if (staff.status === "unknown") return {};
    const { propertyId, teamIds, onDuty, employed } = staff.data;
    const rota = rotaOf(staff);
    return {
      property_id: propertyId,
      team_ids: teamIds,
      on_duty: onDuty,
      employed,
      rota_ids: [
        ...rota.absences.map(({ absenceId }) => absenceId),
        ...rota.swaps.map(({ swapId }) => swapId),
      ],
      colleague_ids: colleaguesOf(staff),
      stay_team_id: rota.stay?.teamId ?? null,
      duty_until: windowsAt(rota, "begun")[0]?.to ?? null,
    };
  },
  timers: (staff) => wantedTimers(staff),
};

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
export const noteTable: AggregateDefinition<HandOverNote> = {
  table: "hand_over_note",
  columns: {
    property_id: "text",
    team_id: "text",
    written_at: "timestamptz",
    confirmed: "boolean",
  },
  initial: unknownNote,
  evolve: evolveNote,
  factsSaid: () => 0,
  row: (note) => {
    if (note.status === "unknown") return {};
    const { propertyId, teamId, writtenAt, confirmedAt } = note;
    return {
      property_id: propertyId,
      team_id: teamId,
      written_at: writtenAt,
      confirmed: confirmedAt !== null,
    };
  },
};

export const checklistDayTable: AggregateDefinition<ChecklistDay> = {
  table: "checklist_day",
  columns: { property_id: "text", date: "date" },
  initial: emptyDay,
  evolve: evolveDay,
  factsSaid: () => 0,
  row: ({ propertyId, date }) => ({ property_id: propertyId, date }),
};
