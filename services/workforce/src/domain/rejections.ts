import { rejection } from "@shouwen/service-kit/rejection";

/** Every way workforce says no. Codes are public API: add freely, never rename. */
export const propertyNotFound = rejection("property.not_found", "not_found", "No such property");
export const teamNotFound = rejection("team.not_found", "not_found", "No such team");
export const teamOfOtherProperty = rejection(
  "team.of_other_property",
  "conflict",
  "A team stays in its property; make another one there",
);
export const teamHasMembers = rejection("team.has_members", "conflict", "Somebody still works in this team");
export const staffNotFound = rejection("staff.not_found", "not_found", "No such member of staff");
export const staffHasLeft = rejection("staff.has_left", "conflict", "This person has left the company");
export const staffTeamUnknown = rejection(
  "staff.team_unknown",
  "invalid",
  "The home property has no such team",
);
export const staffDepartmentUnknown = rejection(
  "staff.department_unknown",
  "invalid",
  "The home property has no team of this department",
);
export const staffRoleForbidden = rejection(
  "staff.role_forbidden",
  "forbidden",
  "Only an admin makes or unmakes admins and integrators",
);
export const dutyOfOthersForbidden = rejection(
  "duty.of_others_forbidden",
  "forbidden",
  "Only a supervisor or manager changes the duty of others",
);
export const itemRepeated = rejection(
  "import.repeated",
  "conflict",
  "The same id stands earlier in this document",
);
