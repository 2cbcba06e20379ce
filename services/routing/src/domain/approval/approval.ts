import type { DataOf, Fact, FactOf } from "@shouwen/contracts/define-event";
import type {
  approvalDelegated,
  approvalGranted,
  approvalOverdue,
  approvalRefused,
  approvalRequested,
  approvalStepDecided,
  approvalWithdrawn,
} from "@shouwen/contracts/events/approval";
import type { FlowStep } from "./approval-flows.ts";
import type { ProposedRemedy } from "./remedy.ts";

export type ApprovalFact =
  | FactOf<
      | typeof approvalRequested
      | typeof approvalStepDecided
      | typeof approvalDelegated
      | typeof approvalOverdue
      | typeof approvalGranted
      | typeof approvalRefused
      | typeof approvalWithdrawn
    >
  | KeptFact;

/** What only this service needs to remember: the steps as they were when it was asked, and what is to be given. */
export type Kept = { readonly steps: readonly FlowStep[]; readonly remedy: ProposedRemedy | null };
type KeptFact = Fact<"approval.kept", Kept>;

type Requested = DataOf<typeof approvalRequested>;

export type Decision = {
  readonly stepId: string;
  readonly decision: "approved" | "refused";
  readonly by: string;
  /** Whose voice it was: of whoever decided, or who had delegated to them. */
  readonly voice: string;
};

/** An approval on its way. Its steps are those of the flow's version at the time of asking. */
export type Approval = Omit<Requested, "steps" | "at" | "dueAt"> & {
  readonly status: "open" | "granted" | "refused" | "withdrawn";
  readonly steps: readonly FlowStep[];
  /** The place of the step that is to be decided, from 0. */
  readonly at: number;
  readonly dueAt: string | null;
  readonly overdueTold: boolean;
  readonly decisions: readonly Decision[];
  /** Who decides for whom, in the step that is open. */
  readonly delegations: Readonly<Record<string, string>>;
  readonly remedy: ProposedRemedy | null;
  readonly requestedAt: string;
  readonly endedAt: string | null;
  /** Events said; what is kept is said to nobody. */
  readonly told: number;
};

export type ApprovalState = { readonly status: "unknown"; readonly told: 0; readonly kept?: Kept } | Approval;

export const unknownApproval: ApprovalState = { status: "unknown", told: 0 };

/** What an approval is after one of its events. */
export const evolveApproval = (state: ApprovalState, event: ApprovalFact): ApprovalState => {
  if (event.type === "approval.kept") return { status: "unknown", told: 0, kept: event.data };
  if (event.type === "approval.requested.v1") return requested(event.data, state);
  if (state.status === "unknown") throw new Error(`${event.type} before approval.requested.v1`);
  return { ...state, ...changeOf(state, event), told: state.told + 1 };
};

const requested = ({ steps: _steps, at, ...data }: Requested, state: ApprovalState): Approval => {
  const { steps = [], remedy = null } = state.status === "unknown" ? (state.kept ?? {}) : {};
  return {
    ...data,
    steps,
    remedy,
    status: "open",
    at: 0,
    requestedAt: at,
    overdueTold: false,
    decisions: [],
    delegations: {},
    endedAt: null,
    told: 1,
  };
};

type Later = Exclude<ApprovalFact, FactOf<typeof approvalRequested> | KeptFact>;

const changeOf = (approval: Approval, event: Later): Partial<Approval> => {
  switch (event.type) {
    case "approval.step_decided.v1":
      return decided(approval, event.data);
    case "approval.step_delegated.v1":
      return { delegations: { ...approval.delegations, [event.data.fromStaffId]: event.data.toStaffId } };
    case "approval.step_overdue.v1":
      return { overdueTold: true };
    case "approval.granted.v1":
      return { status: "granted", dueAt: null, endedAt: event.data.at };
    case "approval.refused.v1":
      return { status: "refused", dueAt: null, endedAt: event.data.at };
    case "approval.withdrawn.v1":
      return { status: "withdrawn", dueAt: null, endedAt: event.data.at };
  }
};

const decided = (
  approval: Approval,
  { stepId, decision, by, forStaffId, stillNeeded, nextDueAt }: DataOf<typeof approvalStepDecided>,
): Partial<Approval> => {
  const decisions = [...approval.decisions, { stepId, decision, by, voice: forStaffId ?? by }];
  if (stillNeeded > 0 || decision === "refused") return { decisions };
  return { decisions, at: approval.at + 1, dueAt: nextDueAt, overdueTold: false, delegations: {} };
};
