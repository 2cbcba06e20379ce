import { rejection } from "@shouwen/event-bus/rejection";

/** Every way workforce says no. Codes are public API: add freely, never rename. */
export const propertyNotFound = rejection("property.not_found", "not_found", "No such property");
export const teamNotFound = rejection("team.not_found", "not_found", "No such team");
export const teamOfOtherProperty = rejection(
  "team.of_other_property",
  "conflict",
  "A team stays in its property; make another one there",
);
export const teamHasMembers = rejection("team.has_members", "conflict", "Somebody still works in this team");
export const teamHasTickets = rejection(
  "team.has_tickets",
  "conflict",
  "Tickets wait in this team or are worked on there: hand them over first",
);
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
export const staffLimitOwn = rejection(
  "staff.limit_own",
  "forbidden",
  "What somebody may give by themselves is for somebody else to set",
);
export const staffNumberTaken = rejection(
  "staff.number_taken",
  "conflict",
  "Somebody else works at this property under that number",
);
export const staffSupervisorLeft = rejection(
  "staff.supervisor_left",
  "invalid",
  "The person to whom one would report has left (supervisorId)",
);
export const successorMissing = rejection(
  "duty.successor_missing",
  "conflict",
  "Nobody else of the team is there: stay until somebody comes, or ask a supervisor to let you go",
);
export const swapShiftChanged = rejection(
  "swap.shift_changed",
  "conflict",
  "One of the two shifts has other hours than when it was offered; offer the exchange anew",
);
export const roundOfOtherTeam = rejection(
  "round.of_other_team",
  "forbidden",
  "Only who works in the team, or leads it, signs its rounds",
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
export const staffSupervisesSelf = rejection(
  "staff.supervises_self",
  "invalid",
  "Nobody reports to themselves",
);
export const dutyOnLeave = rejection(
  "duty.on_leave",
  "conflict",
  "This person is on leave; cancel the rest of the leave first",
);
export const substituteUnfit = rejection(
  "substitute.unfit",
  "conflict",
  "The substitute is not known here, has left, is away at that time, or is the same person",
);
export const rotaOfOthersForbidden = rejection(
  "rota.of_others_forbidden",
  "forbidden",
  "Only a supervisor or manager changes the rota of others",
);
export const shiftNotFound = rejection("shift.not_found", "not_found", "No such shift");
export const shiftPatternUnknown = rejection(
  "shift.pattern_unknown",
  "invalid",
  "The property has no such shift pattern",
);
export const shiftTeamUnknown = rejection("shift.team_unknown", "invalid", "The property has no such team");
export const shiftWindowsOverlap = rejection(
  "shift.windows_overlap",
  "invalid",
  "Two windows of the shift overlap, or none has any time in it on that date",
);
export const shiftOverlaps = rejection(
  "shift.overlaps",
  "conflict",
  "The person has another shift at that time",
);
export const shiftDuringAbsence = rejection(
  "shift.during_absence",
  "conflict",
  "The person is on leave at that time",
);
export const shiftHasBegun = rejection(
  "shift.has_begun",
  "conflict",
  "The shift has begun: what was worked stays as it was",
);
export const shiftTooOld = rejection(
  "shift.too_old",
  "conflict",
  "A shift that ended more than 35 days ago is not entered any more",
);
export const shiftOfOtherPerson = rejection(
  "shift.of_other_person",
  "conflict",
  "The shift is somebody else's; they may exchange it",
);
export const rotaFull = rejection(
  "rota.full",
  "conflict",
  "So many shifts ahead are not kept for one person; enter them later",
);
export const absenceNotFound = rejection("absence.not_found", "not_found", "No such leave");
export const absenceDatesWrong = rejection(
  "absence.dates_wrong",
  "invalid",
  "Leave ends after it begins, has not ended yet, and lasts a year at most",
);
export const absenceOverlaps = rejection(
  "absence.overlaps",
  "conflict",
  "The person has asked for other leave at that time",
);
export const absenceMeetsShifts = rejection(
  "absence.meets_shifts",
  "conflict",
  "The person is rostered at that time; take the shifts out of the rota, or let the approval do it",
);
export const absenceDecided = rejection("absence.decided", "conflict", "This leave was decided already");
export const absenceOwn = rejection("absence.own", "forbidden", "Nobody decides about their own leave");
export const swapNotFound = rejection("swap.not_found", "not_found", "No such exchange");
export const swapWithSelf = rejection("swap.with_self", "invalid", "An exchange takes two people");
export const swapNotTheirs = rejection(
  "swap.not_theirs",
  "forbidden",
  "Only the person it was offered to answers an offer, and only who made it withdraws it",
);
export const swapSettled = rejection("swap.settled", "conflict", "The exchange is not at that step any more");
export const swapOwn = rejection("swap.own", "forbidden", "Nobody approves their own exchange");
export const swapShiftGone = rejection(
  "swap.shift_gone",
  "conflict",
  "One of the two shifts is no longer in the rota of its person, or has begun",
);
export const swapTeamNotTheirs = rejection(
  "swap.team_not_theirs",
  "conflict",
  "Each must work in the team whose shift they take over",
);
export const noteNotFound = rejection("note.not_found", "not_found", "No such hand-over note");
export const notePointUnknown = rejection(
  "note.point_unknown",
  "invalid",
  "An entry has a point that the team's form has not",
);
export const noteLacksPoints = rejection(
  "note.lacks_points",
  "invalid",
  "An entry does not answer every point that must be handed over",
);
export const noteGuestUnknown = rejection(
  "note.guest_unknown",
  "unprocessable",
  "The property knows no such customer: leave the profile out, or take a request of theirs first",
);
export const noteOfOtherTeam = rejection(
  "note.of_other_team",
  "forbidden",
  "Only who works in the team, or leads it, writes and takes over its notes",
);
export const noteOwn = rejection("note.own", "forbidden", "Nobody takes over from themselves");
export const noteConfirmed = rejection("note.confirmed", "conflict", "Somebody else took over already");
export const roundNotFound = rejection("round.not_found", "not_found", "No such round on that day");
export const roundDone = rejection("round.done", "conflict", "Somebody else signed this round already");
export const roundOfOtherPerson = rejection(
  "round.of_other_person",
  "forbidden",
  "This week somebody else of the team signs it, or whoever leads them",
);
export const roundNotDue = rejection("round.not_due", "conflict", "The round is not due yet");
export const daySignedOff = rejection(
  "checklist.day_signed_off",
  "conflict",
  "Somebody else signed the team's day already",
);
export const dayNotOver = rejection(
  "checklist.day_not_over",
  "conflict",
  "Some rounds of the team can still be done in time",
);
