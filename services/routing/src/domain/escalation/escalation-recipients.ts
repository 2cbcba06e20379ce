import type { Staff } from "../assignment/choose-owner.ts";
import { inWordsOf, type Matchable, matches } from "../policy/policies.ts";
import type { Ticket } from "../ticket/ticket.ts";
import type { EscalationPolicy, Step } from "./escalation-policy.ts";

/** Something that a ladder may have steps for. `occurrence` is which time it is. */
export type EscalationTrigger = {
  readonly on: Exclude<Step["on"], "target">;
  readonly occurrence: number;
};

/**
 * The steps that a happening sets off. Where some are for the second time and later and others for the third, the third
 * time sets off only those for the third.
 */
export const stepsFor = (
  { steps }: EscalationPolicy,
  { on, occurrence }: EscalationTrigger,
  ticket: Matchable,
): readonly Step[] => {
  const ticketInWords = inWordsOf(steps, ticket);
  const fitting = steps.filter(
    (step) => step.on === on && step.fromTime <= occurrence && matches(step, ticketInWords),
  );
  const latest = Math.max(...fitting.map(({ fromTime }) => fromTime));
  return fitting.filter(({ fromTime }) => fromTime === latest);
};

/** The steps of a promise, each with the part of its time after which it is taken. */
export const stepsOfTarget = (
  { steps }: EscalationPolicy,
  name: string,
  ticket: Matchable,
): readonly (Step & { readonly atPercent: number })[] => {
  const ticketInWords = inWordsOf(steps, ticket);
  return steps.filter(
    (step): step is Step & { atPercent: number } =>
      step.on === "target" &&
      step.atPercent !== undefined &&
      (step.target === undefined || step.target === name) &&
      matches(step, ticketInWords),
  );
};

/** The roles that a step tells: its own; without them those of its level, and the owner. */
export const rolesTold = ({ levels }: EscalationPolicy, { tells, level }: Pick<Step, "tells" | "level">) =>
  tells ?? ["owner", ...levels[(level - 1) as 0 | 1 | 2]];

type Told = Pick<Ticket, "ownerId" | "handlerId" | "departmentId">;

type Telling = {
  readonly tells: readonly string[];
  readonly level: number;
  readonly ticket: Told;
};

/**
 * The people whom a step tells. Where its roles have nobody here but the owner and the handler, it goes on to the next level
 * at which there is somebody: what is told to an empty chair is told to nobody. Where there is nobody at all, the group's
 * desk is told, and never somebody of another property.
 */
export const peopleOfStep = (
  policy: EscalationPolicy,
  { tells, level, ticket }: Telling,
  { staff, desk = [] }: { readonly staff: readonly Staff[]; readonly desk?: readonly Staff[] | undefined },
): string[] => {
  const peopleIn = (roles: readonly string[]) => peopleTold(policy, { roles, ticket }, staff);
  const told = peopleIn(tells);
  const above = tells.filter((role) => role !== "owner" && role !== "handler");
  if (above.length === 0 || peopleIn(above).length > 0) return told;
  const higher = policy.levels.slice(level).map(peopleIn);
  const atDesk = desk.filter(({ employed }) => employed).map(({ staffId }) => staffId);
  return [...new Set([...told, ...(higher.find((people) => people.length > 0) ?? atDesk)])];
};

/**
 * The people in some roles of the ladder, each once. Beside an owner stands who stands in for them: workforce names one only
 * while the owner is absent. Nobody where the property has nobody in such a role.
 */
export const peopleTold = (
  { people }: EscalationPolicy,
  { roles, ticket }: { roles: readonly string[]; ticket: Told },
  staff: readonly Staff[],
): string[] => {
  const idsOf = (role: string): readonly string[] => {
    if (role === "owner") return ownerAndSubstitute(ticket.ownerId, staff);
    if (role === "handler") return ticket.handlerId === null ? [] : [ticket.handlerId];
    const wanted = people[role];
    if (!wanted) return [];
    return staff
      .filter((person) => person.employed && wanted.roles.some((one) => person.roles.includes(one)))
      .filter((person) => isInDepartment(person.departmentId, wanted.department, ticket.departmentId))
      .map(({ staffId }) => staffId);
  };
  return [...new Set(roles.flatMap(idsOf))];
};

const ownerAndSubstitute = (ownerId: string | null, staff: readonly Staff[]): string[] => {
  if (ownerId === null) return [];
  const substitute = staff.find(({ staffId }) => staffId === ownerId)?.substituteId;
  return substitute == null ? [ownerId] : [ownerId, substitute];
};

const isInDepartment = (
  department: string | null,
  wanted: string | undefined,
  ticketsOwn: string | null,
): boolean => {
  if (wanted === undefined) return true;
  if (wanted === "none") return department === null;
  if (wanted === "ticket") return department !== null && department === ticketsOwn;
  return department !== null && (department === wanted || department.endsWith(`_${wanted}`));
};
