import { approvalId } from "@shouwen/contracts/events/approval";
import { shownText } from "@shouwen/contracts/shown-text";
import { money, propertyId, staffId, ticketId } from "@shouwen/contracts/values";
import type { Person } from "@shouwen/service-kit/auth";
import type { PolicySet } from "@shouwen/service-kit/policies";
import { type Resource, resource } from "@shouwen/service-kit/resource";
import { command, creation, type Given } from "@shouwen/service-kit/resource-command";
import { desc, equals } from "@shouwen/service-kit/resource-list";
import { z } from "zod";
import type { Approval } from "../domain/approval/approval.ts";
import type { ApprovalsPolicy } from "../domain/approval/approval-flows.ts";
import { requireForm } from "../domain/approval/approval-form.ts";
import {
  decideStep,
  delegateStep,
  mayDecideStep,
  mayDelegateStep,
  mayWithdrawApproval,
  requestApproval,
  withdrawApproval,
} from "../domain/approval/decide-approval.ts";
import { filledForm } from "../domain/approval/form-fields.ts";
import type { Staff } from "../domain/assignment/choose-owner.ts";
import {
  approvalUnknown,
  flowUnknown,
  propertyUnknown,
  ticketCancelledMeanwhile,
  ticketNotFound,
} from "../domain/rejections.ts";
import { requireHandler } from "../domain/ticket/permissions.ts";
import type { SeenTicket } from "../domain/ticket/ticket-lists.ts";
import { approvalTable, approvalColumns as columns } from "../store/approval-table.ts";

export type ApprovalSources = {
  findTicket(person: Person, ticketId: string): Promise<SeenTicket | undefined>;
  flows(): Promise<PolicySet<ApprovalsPolicy>>;
  staff(staffId: string): Promise<Staff | undefined>;
  staffOf(propertyId: string): Promise<readonly Staff[]>;
  /** Seals text with the key of a customer, or of the approval itself. */
  sealWith(subject: string, text: string): Promise<string | null>;
};

const approvalView = z
  .object({
    approvalId: z.string(),
    propertyId: z.string(),
    flowId: z.string(),
    flowVersion: z.string(),
    ticketId: z.string().nullable(),
    requestedBy: z.string(),
    requestedAt: z.string(),
    status: z.enum(["open", "granted", "refused", "withdrawn"]),
    amount: money.nullable(),
    step: z.string().nullable().describe("The step that is to be decided; null when it is over"),
    dueAt: z.string().nullable(),
    steps: z.array(z.object({ id: z.string(), name: z.string(), nameEn: z.string(), needed: z.int() })),
    decisions: z.array(
      z.object({ stepId: z.string(), decision: z.string(), by: z.string(), voice: z.string() }),
    ),
  })
  .describe("What somebody must allow. What was filled in and said about it is read at its words");

const viewOf = (approval: Approval): z.output<typeof approvalView> => ({
  ...approval,
  step: approval.status === "open" ? (approval.steps[approval.at]?.id ?? null) : null,
  steps: approval.steps.map(({ id, name, nameEn, needed }) => ({ id, name, nameEn, needed })),
  decisions: [...approval.decisions],
});

const everybody = ["agent", "staff", "supervisor", "manager"] as const;

/** Asking for what others must allow, and deciding it. */
export const approvalResource = (sources: ApprovalSources): Resource =>
  resource({
    path: "/v1/approvals",
    of: approvalTable,
    id: { approvalId },
    tag: "approvals",
    readers: everybody,
    notFound: approvalUnknown,
    propertyOf: (approval) => approval.propertyId,
    view: approvalView,
    viewOf,
    one: { summary: "One approval" },
    list: {
      summary: "Approvals, the newest first",
      filter: {
        propertyId: equals(columns.propertyId, propertyId),
        ticketId: equals(columns.ticketId, ticketId),
        status: equals(columns.status, approvalView.shape.status),
      },
      order: desc(columns.requestedAt),
    },
    create: asking(sources),
    commands: approvalCommands(sources),
  });

/** What may be done with an approval that was asked for. */
export const approvalCommands = (sources: ApprovalSources) => ({
  decide: deciding(sources),
  delegate: delegating(sources),
  withdraw,
});

const askBody = z.object({
  propertyId,
  flowId: z.string().max(60),
  ticketId: ticketId.optional().describe("The ticket that waits for it"),
  amount: money.optional(),
  form: filledForm.default({}),
});

const asking = (sources: ApprovalSources) =>
  creation(approvalTable, {
    summary: "Ask for an approval",
    roles: everybody,
    body: askBody,
    prefix: "app",
    propertyOf: (body) => body.propertyId,
    elsewhere: propertyUnknown,
    prepare: (given) => askedFor(sources, given),
    decide: ({ prepared: { flowAt, ...asked } }, state, { now }) =>
      requestApproval({ ...asked, ...flowAt(now) }, state, now),
  });

const askedFor = async (sources: ApprovalSources, { id, actor, body }: Given<z.output<typeof askBody>>) => {
  const ticket = body.ticketId === undefined ? undefined : await sources.findTicket(actor, body.ticketId);
  if (body.ticketId !== undefined && ticket?.ticket.propertyId !== body.propertyId) throw ticketNotFound();
  // A ticket waits for its approval: who handles it, owns it or leads says that it does.
  if (ticket) requireHandler(actor, ticket.ticket);
  const [flows, staff] = await Promise.all([sources.flows(), sources.staffOf(body.propertyId)]);
  const profileId = ticket?.ticket.profileId ?? null;
  const hasForm = Object.keys(body.form).length > 0;
  return {
    approvalId: id,
    propertyId: body.propertyId,
    profileId,
    remedy: null,
    by: actor.id,
    staff,
    ticketId: body.ticketId ?? null,
    amount: body.amount ?? null,
    form: hasForm
      ? await sources.sealWith(profileId ?? ticket?.ticket.requestId ?? id, JSON.stringify(body.form))
      : null,
    flowAt: (now: string) => {
      const { policyVersionId, body: rules } = flows.inForce(body.propertyId, now);
      const flow = rules.flows.find((one) => one.id === body.flowId);
      if (!flow) throw flowUnknown({ known: rules.flows.map((one) => one.id) });
      requireForm(flow, { form: body.form, amount: body.amount ?? null });
      return { flow, flowVersion: policyVersionId };
    },
  };
};

const decideBody = z.object({
  decision: z.enum(["approved", "refused"]),
  comment: shownText(2_000).optional(),
});

const deciding = (sources: ApprovalSources) =>
  command(approvalTable, {
    summary: "Say yes or no in the step that is open",
    roles: everybody,
    body: decideBody,
    may: mayDecideStep,
    prepare: async ({ actor, thing, body: { comment } }) => ({
      isCancelled: await isTicketCancelled(sources, actor, thing),
      staff: await sources.staffOf(thing.propertyId),
      comment:
        comment === undefined ? null : await sources.sealWith(thing.profileId ?? thing.approvalId, comment),
    }),
    decide: ({ actor, body: { decision }, prepared: { isCancelled, comment, staff } }, state, { now }) => {
      if (isCancelled) throw ticketCancelledMeanwhile();
      return decideStep({ actor, decision, comment, staff }, state, now);
    },
  });

/** What is asked for a ticket that was cancelled is about to be withdrawn: nobody decides it in between. */
const isTicketCancelled = async (
  { findTicket }: ApprovalSources,
  person: Person,
  { ticketId: id }: Approval,
): Promise<boolean> => {
  const found = id === null ? undefined : await findTicket(person, id);
  return found?.ticket.status === "cancelled";
};

const delegating = (sources: ApprovalSources) =>
  command(approvalTable, {
    summary: "Let a colleague decide in one's place",
    roles: everybody,
    body: z.object({ toStaffId: staffId }),
    may: mayDelegateStep,
    prepare: async ({ thing, body }) => ({
      to: await sources.staff(body.toStaffId),
      staff: await sources.staffOf(thing.propertyId),
    }),
    decide: ({ actor, prepared: { to, staff } }, state, { now }) =>
      delegateStep({ actor, to, staff }, state, now),
  });

const withdraw = command(approvalTable, {
  summary: "Ask for it no more",
  roles: everybody,
  may: mayWithdrawApproval,
  decide: ({ actor }, state, { now }) => withdrawApproval(actor, state, now),
});
