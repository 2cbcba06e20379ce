import { internalFact } from "@shouwen/contracts/define-event";
import {
  approvalDelegated,
  approvalGranted,
  approvalOverdue,
  approvalRefused,
  approvalRequested,
  approvalStepDecided,
  approvalWithdrawn,
} from "@shouwen/contracts/events/approval";
import { addMs } from "@shouwen/contracts/moment";
import { ownValue } from "@shouwen/contracts/own-value";
import type { Money } from "@shouwen/contracts/values";
import type { Staff } from "../assignment/choose-owner.ts";
import {
  approvalOver,
  approvalUnknown,
  decidedAlready,
  hasAVoice,
  notAnApprover,
  notRequester,
  staffUnknown,
  tooFewApprovers,
} from "../rejections.ts";
import type { Actor } from "../ticket/permissions.ts";
import type { Approval, ApprovalFact, ApprovalState, Kept } from "./approval.ts";
import type { Flow, FlowStep } from "./approval-flows.ts";
import type { ProposedRemedy } from "./remedy.ts";

type RequestApproval = {
  readonly approvalId: string;
  readonly propertyId: string;
  readonly ticketId: string | null;
  readonly profileId: string | null;
  readonly flow: Flow;
  readonly flowVersion: string;
  readonly amount: Money | null;
  /** Sealed. */
  readonly form: string | null;
  readonly remedy: ProposedRemedy | null;
  readonly by: string;
  /** Who works at the property. */
  readonly staff: readonly Staff[];
};

/**
 * Somebody asks for something that others must allow. The steps are those of the flow as it is now. What nobody could
 * decide is not asked for: it would stay open for ever.
 */
export const requestApproval = (
  { flow, by, remedy, staff, ...asked }: RequestApproval,
  state: ApprovalState,
  now: string,
): ApprovalFact[] => {
  if (state.status !== "unknown") return [];
  for (const step of flow.steps) requireApprovers(step, by, staff);
  const [first] = flow.steps as [FlowStep];
  const kept: Kept = { steps: flow.steps, remedy };
  return [
    internalFact("approval.kept", kept),
    approvalRequested.of({
      ...asked,
      flowId: flow.id,
      requestedBy: by,
      at: now,
      steps: flow.steps.map(({ id, needed }) => ({ stepId: id, needed })),
      dueAt: addMs(now, first.withinMs),
    }),
  ];
};

const about = (approval: Approval, now: string) => ({
  approvalId: approval.approvalId,
  propertyId: approval.propertyId,
  flowId: approval.flowId,
  flowVersion: approval.flowVersion,
  ticketId: approval.ticketId,
  profileId: approval.profileId,
  requestedBy: approval.requestedBy,
  at: now,
});

const openStep = (state: ApprovalState): { approval: Approval; step: FlowStep } => {
  if (state.status === "unknown") throw approvalUnknown();
  return { approval: state, step: openStepOf(state) };
};

/** The step that is to be decided. Throws where it is over. */
const openStepOf = (approval: Approval): FlowStep => {
  const step = approval.steps[approval.at];
  if (approval.status !== "open" || !step) throw approvalOver({ state: approval.status });
  return step;
};

const at = (approval: Approval, step: FlowStep) => ({ stepId: step.id, step: approval.at + 1 });

const requireApprovers = (step: FlowStep, requestedBy: string, staff: readonly Staff[]): void => {
  const { id: stepId, roles, department = null, needed } = step;
  const found = approversOf(step, requestedBy, staff).length;
  if (found < needed) throw tooFewApprovers({ stepId, roles, department, needed, found });
};

/** Who may decide a step: people of the property in its roles, and its department; never whoever asked. */
const approversOf = (step: FlowStep, requestedBy: string, staff: readonly Staff[]): Staff[] =>
  staff.filter(
    (person) =>
      person.employed &&
      person.staffId !== requestedBy &&
      step.roles.some((role) => person.roles.includes(role)) &&
      (step.department === undefined ||
        person.departmentId === step.department ||
        (person.departmentId?.endsWith(`_${step.department}`) ?? false)),
  );

/** Whether somebody may decide in any of its steps, has decided, or was lent a voice. */
export const isDeciding = (staffId: string, approval: Approval, staff: readonly Staff[]): boolean =>
  approval.decisions.some(({ by }) => by === staffId) ||
  Object.values(approval.delegations).includes(staffId) ||
  approval.steps.some((step) =>
    approversOf(step, approval.requestedBy, staff).some((person) => person.staffId === staffId),
  );

type DecideStep = {
  readonly actor: Actor;
  readonly decision: "approved" | "refused";
  /** Sealed. */
  readonly comment: string | null;
  readonly staff: readonly Staff[];
};

/**
 * Somebody decides in the step that is open: for themselves, or for who delegated to them. Each voice counts once. A step
 * is done when as many agree as it needs, and the whole is refused when so many say no that this cannot happen any more.
 */
export const decideStep = (
  { actor, decision, comment, staff }: DecideStep,
  state: ApprovalState,
  now: string,
): ApprovalFact[] => {
  const { approval, step } = openStep(state);
  const approvers = approversOf(step, approval.requestedBy, staff).map(({ staffId }) => staffId);
  const voices = votesOf(approval, step);
  const voice = voiceOf({ actor, approval, approvers, voices });
  const said = [...voices.values(), decision];
  const yes = said.filter((one) => one === "approved").length;
  const stillNeeded = Math.max(0, step.needed - yes);
  const next = stillNeeded === 0 ? approval.steps[approval.at + 1] : undefined;
  const fact = approvalStepDecided.of({
    ...about(approval, now),
    ...at(approval, step),
    decision,
    comment,
    stillNeeded,
    by: actor.id,
    forStaffId: voice === actor.id ? null : voice,
    nextDueAt: next ? addMs(now, next.withinMs) : null,
  });
  if (decision === "refused" && approvers.length - (said.length - yes) < step.needed)
    return [fact, approvalRefused.of({ ...about(approval, now), ...at(approval, step), by: actor.id })];
  if (stillNeeded > 0 || next) return [fact];
  return [fact, approvalGranted.of({ ...about(approval, now), amount: approval.amount })];
};

/** What was said in a step, by whose voice. */
const votesOf = ({ decisions }: Approval, { id }: FlowStep): Map<string, "approved" | "refused"> =>
  new Map(decisions.filter(({ stepId }) => stepId === id).map(({ voice, decision }) => [voice, decision]));

type Asking = {
  readonly actor: Actor;
  readonly approval: Approval;
  readonly approvers: readonly string[];
  readonly voices: ReadonlyMap<string, unknown>;
};

/** Whose voice somebody speaks with, their own or the one that was delegated to them. Nobody speaks with two. */
const voiceOf = ({ actor, approval, approvers, voices }: Asking): string => {
  const lent = Object.entries(approval.delegations).find(
    ([from, to]) => to === actor.id && approvers.includes(from),
  );
  const voice = approvers.includes(actor.id) ? actor.id : lent?.[0];
  if (voice === undefined) throw notAnApprover();
  if (voices.has(voice)) throw decidedAlready();
  return voice;
};

/**
 * Whether somebody may speak in the step that is open, as far as the approval itself says: never whoever asked, and each
 * voice once. Who is in its role and department is known to workforce alone, and looked up when they do. Throws the reason.
 */
export const mayDecideStep = (actor: Actor, approval: Approval): void => {
  const step = openStepOf(approval);
  if (Object.values(approval.delegations).includes(actor.id)) return;
  if (actor.id === approval.requestedBy) throw notAnApprover();
  if (votesOf(approval, step).has(actor.id)) throw decidedAlready();
};

/** Whether somebody may lend their voice in the step that is open, as far as the approval itself says. Throws the reason. */
export const mayDelegateStep = (actor: Actor, approval: Approval): void => {
  const step = openStepOf(approval);
  if (actor.id === approval.requestedBy) throw notAnApprover();
  if (votesOf(approval, step).has(actor.id)) throw decidedAlready();
};

type Delegate = { readonly actor: Actor; readonly to: Staff | undefined; readonly staff: readonly Staff[] };

/**
 * Lets a colleague of the property decide in one's place, in the step that is open. Never whoever asked, and nobody who
 * has a voice in it: what two must allow, two people allow.
 */
export const delegateStep = (
  { actor, to, staff }: Delegate,
  state: ApprovalState,
  now: string,
): ApprovalFact[] => {
  const { approval, step } = openStep(state);
  const approvers = approversOf(step, approval.requestedBy, staff).map(({ staffId }) => staffId);
  if (!approvers.includes(actor.id)) throw notAnApprover();
  if (!to?.employed || to.propertyId !== approval.propertyId) throw staffUnknown();
  if (to.staffId === approval.requestedBy) throw notAnApprover();
  if (votesOf(approval, step).has(actor.id)) throw decidedAlready();
  if (ownValue(approval.delegations, actor.id) === to.staffId) return [];
  const others = Object.entries(approval.delegations).filter(([from]) => from !== actor.id);
  if (approvers.includes(to.staffId) || others.some(([, one]) => one === to.staffId)) throw hasAVoice();
  return [
    approvalDelegated.of({
      ...about(approval, now),
      ...at(approval, step),
      fromStaffId: actor.id,
      toStaffId: to.staffId,
    }),
  ];
};

/** Whoever asked does not ask any more. */
export const withdrawApproval = (actor: Actor, state: ApprovalState, now: string): ApprovalFact[] => {
  if (state.status === "withdrawn") return [];
  if (state.status === "unknown") throw approvalUnknown();
  mayWithdrawApproval(actor, state);
  return [approvalWithdrawn.of({ ...about(state, now), by: actor.id })];
};

/** Whoever asked, and those who lead; as long as it is open. What was withdrawn is so already. Throws the reason. */
export const mayWithdrawApproval = (actor: Actor, approval: Approval): void => {
  if (approval.status === "withdrawn") return;
  openStepOf(approval);
  const leads = actor.roles.some((role) => role === "manager" || role === "admin");
  if (approval.requestedBy !== actor.id && !leads) throw notRequester();
};

/** The ticket that it is for was cancelled, and with it goes what was asked. */
export const withdrawWithTicket = (by: string, state: ApprovalState, now: string): ApprovalFact[] =>
  state.status === "open" ? [approvalWithdrawn.of({ ...about(state, now), by })] : [];

/**
 * The moment of a step has come and it is not decided: who could decide it hears of it, once; where they have all left,
 * whoever asked. A flow may say that such a step refuses the whole.
 */
export const overdueStep = (staff: readonly Staff[], state: ApprovalState, now: string): ApprovalFact[] => {
  if (state.status !== "open" || state.overdueTold || state.dueAt === null) return [];
  if (Date.parse(now) < Date.parse(state.dueAt)) return [];
  const { step } = openStep(state);
  const could = approversOf(step, state.requestedBy, staff).map(({ staffId }) => staffId);
  const toldIds = could.length > 0 ? could : [state.requestedBy];
  const said = { ...about(state, now), ...at(state, step) };
  const overdue = approvalOverdue.of({ ...said, dueAt: state.dueAt, toldIds });
  if (step.whenOverdue !== "refuse") return [overdue];
  return [overdue, approvalRefused.of({ ...said, by: state.requestedBy })];
};
