import { type Role, staffState, staffWentOffDuty } from "@shouwen/contracts/events/workforce";
import { isSame } from "../equality.ts";
import type { TeamData } from "../organisation/team.ts";
import {
  propertyNotFound,
  staffDepartmentUnknown,
  staffHasLeft,
  staffLimitOwn,
  staffNumberTaken,
  staffRoleForbidden,
  staffSupervisesSelf,
  staffSupervisorLeft,
  staffTeamUnknown,
} from "../rejections.ts";
import type { Staff, StaffData, StaffFact } from "./staff.ts";
import type { By } from "./who-may.ts";

export type PutStaff = Omit<
  StaffData,
  "onDuty" | "onDutySince" | "employed" | "substituteId" | "absentUntil" | "updatedAt"
>;

/** What must be known around a person: whether the home property is known, its teams, and who gives the command. */
export type PutStaffContext = {
  readonly propertyKnown: boolean;
  readonly teams: readonly TeamData[];
  readonly givenBy: By;
  /** Who else works at the property under this staff number. */
  readonly numberOf?: string | undefined;
  /** To whom they are to report; missing where nobody was named. */
  readonly supervisor?: Staff | undefined;
};

const rolesOfAdmins: readonly Role[] = ["admin", "integrator"];

/** Makes a member of staff what the command says. Who moves to another property goes off duty in the old one. */
export const putStaff = (
  command: PutStaff,
  staff: Staff,
  { now, around }: { now: string; around: PutStaffContext },
): StaffFact[] => {
  const before = staff.status === "known" ? staff.data : undefined;
  checkContext(command, around, before);
  checkRoles(before?.roles ?? [], command.roles, around.givenBy.roles);
  checkOwnLimit(before, command, around.givenBy);
  if (before === undefined) return [staffState.of({ ...command, ...notYetOnDuty, updatedAt: now })];
  if (!before.employed) throw staffHasLeft();
  const { onDuty, onDutySince, employed, updatedAt } = before;
  const after = { ...command, ...awayOf(before), onDuty, onDutySince, employed, updatedAt };
  if (isSame(after, before)) return [];
  if (!onDuty || command.propertyId === before.propertyId)
    return [staffState.of({ ...after, updatedAt: now })];
  return [
    staffWentOffDuty.of({ staffId: before.staffId, propertyId: before.propertyId, at: now }),
    staffState.of({ ...after, ...notYetOnDuty, updatedAt: now }),
  ];
};

/** Whether somebody is away and who stands in is not described: the rota says it. */
const awayOf = ({ substituteId, absentUntil }: StaffData) => ({
  ...(substituteId === undefined ? {} : { substituteId }),
  ...(absentUntil === undefined ? {} : { absentUntil }),
});

const notYetOnDuty = { onDuty: false, onDutySince: null, employed: true } as const;

const checkContext = (command: PutStaff, around: PutStaffContext, before: StaffData | undefined) => {
  const { propertyKnown, teams } = around;
  const { teamIds, departmentId } = command;
  if (!propertyKnown) throw propertyNotFound();
  if (command.supervisorId === command.staffId) throw staffSupervisesSelf();
  checkOthers(command, around, before);
  const unknown = teamIds.filter((teamId) => !teams.some((team) => team.teamId === teamId));
  if (unknown.length > 0) throw staffTeamUnknown({ teamIds: unknown });
  if (departmentId !== null && !teams.some((team) => team.departmentId === departmentId))
    throw staffDepartmentUnknown({ departmentId });
};

/** Only what changes is checked: who was described before can still be described again. */
const checkOthers = (
  command: PutStaff,
  { numberOf, supervisor }: PutStaffContext,
  before: StaffData | undefined,
): void => {
  const isNewNumber = command.staffNumber !== before?.staffNumber || command.propertyId !== before.propertyId;
  if (isNewNumber && numberOf !== undefined) throw staffNumberTaken({ staffId: numberOf });
  // Who is not known yet may come with a later row of the same import.
  const isNewSupervisor = command.supervisorId !== before?.supervisorId;
  if (isNewSupervisor && supervisor && hasLeft(supervisor)) throw staffSupervisorLeft();
};

const hasLeft = (staff: Staff): boolean => staff.status === "known" && !staff.data.employed;

/** What somebody may give by themselves is for others to say. */
const checkOwnLimit = (before: StaffData | undefined, after: PutStaff, { id }: By) => {
  const isOwn = id === after.staffId;
  if (isOwn && !isSame(before?.remedyLimit ?? null, after.remedyLimit ?? null)) throw staffLimitOwn();
};

/** Whoever could name an admin would be one, and whoever could end one's employment unmakes them. */
export const checkRoles = (before: readonly Role[], after: readonly Role[], givenBy: readonly Role[]) => {
  const changed = rolesOfAdmins.filter((role) => before.includes(role) !== after.includes(role));
  if (changed.length > 0 && !givenBy.includes("admin")) throw staffRoleForbidden({ roles: changed });
};
