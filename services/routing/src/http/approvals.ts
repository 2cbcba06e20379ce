import { approvalId } from "@shouwen/contracts/events/approval";
import { shownText } from "@shouwen/contracts/shown-text";
import { money, propertyId, staffId, ticketId } from "@shouwen/contracts/values";
import { maySee, type Person, personBehind } from "@shouwen/service-kit/auth";
import { type Command, commandOf, type Handle, idOfCommand, tagOf } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { pageOf, pageQuery, sortKey, toPage } from "@shouwen/service-kit/paging";
import type { PolicySet } from "@shouwen/service-kit/policies";
import { z } from "zod";
import type { Approval, ApprovalFact, ApprovalState } from "../domain/approval/approval.ts";
import type { ApprovalsPolicy } from "../domain/approval/approval-flows.ts";
import { requireForm } from "../domain/approval/approval-form.ts";
import {
  decideStep,
  delegateStep,
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

type SeenApproval = { readonly approval: Approval; readonly version: number };

export type ApprovalSources = {
  readonly handleApproval: Handle<ApprovalState, ApprovalFact>;
  readonly board: {
    find(person: Person, id: string): Promise<SeenApproval | undefined>;
    list(
      person: Person,
      filter: {
        propertyId?: string | undefined;
        status?: string | undefined;
        ticketId?: string | undefined;
        after?: { requestedAt: string; id: string } | undefined;
        limit: number;
      },
    ): Promise<readonly SeenApproval[]>;
  };
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
    version: z.int(),
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

const viewOf = ({ approval, version }: SeenApproval): z.output<typeof approvalView> => ({
  ...approval,
  version,
  step: approval.status === "open" ? (approval.steps[approval.at]?.id ?? null) : null,
  steps: approval.steps.map(({ id, name, nameEn, needed }) => ({ id, name, nameEn, needed })),
  decisions: [...approval.decisions],
});

const everybody = { allow: ["agent", "staff", "supervisor", "manager"] } as const;
const tags = ["approvals"];
const params = z.object({ approvalId });
const comment = shownText(2_000).optional();

/** Asking for what others must allow, and deciding it. */
export const approvalRoutes =
  (sources: ApprovalSources): Routes =>
  (app) => {
    reading(app, sources);
    asking(app, sources);
    deciding(app, sources);
    passingOn(app, sources);
  };

const reading = (app: App, { board }: ApprovalSources) => {
  app.get(
    "/v1/approvals",
    {
      config: everybody,
      schema: {
        summary: "Approvals, the newest first",
        tags,
        querystring: z.object({
          propertyId: propertyId.optional(),
          ticketId: ticketId.optional(),
          status: approvalView.shape.status.optional(),
          ...pageQuery(sortKey.moment, sortKey.name),
        }),
        response: { 200: pageOf(approvalView) },
      },
    },
    async (request) => {
      const { cursor, limit, ...wanted } = request.query;
      const after = cursor && { requestedAt: cursor[0], id: cursor[1] };
      const found = await board.list(personBehind(request), { ...wanted, after, limit: limit + 1 });
      return toPage(found, limit, {
        keyOf: ({ approval }) => [approval.requestedAt, approval.approvalId],
        view: viewOf,
      });
    },
  );
  app.get(
    "/v1/approvals/:approvalId",
    {
      config: { ...everybody, versioned: true },
      schema: { summary: "One approval", tags, params, response: { 200: approvalView } },
    },
    async (request, reply) => {
      const found = await board.find(personBehind(request), request.params.approvalId);
      if (!found) throw approvalUnknown();
      return reply.header("etag", tagOf(found.version)).send(viewOf(found));
    },
  );
};

const askBody = z.object({
  propertyId,
  flowId: z.string().max(60),
  ticketId: ticketId.optional().describe("The ticket that waits for it"),
  amount: money.optional(),
  form: filledForm.default({}),
});

const asking = (app: App, sources: ApprovalSources) => {
  app.post(
    "/v1/approvals",
    {
      config: { ...everybody, versioned: true },
      schema: { summary: "Ask for an approval", tags, body: askBody, response: { 201: approvalView } },
    },
    async (request, reply) => {
      const person = personBehind(request);
      const { body } = request;
      if (!maySee(person, body.propertyId)) throw propertyUnknown();
      const command = commandOf(request);
      const asked = await askedFor(sources, { person, command }, body);
      const decide = (state: ApprovalState, now: string) =>
        requestApproval({ ...asked, ...asked.flowAt(now) }, state, now);
      const { state, version } = await sources.handleApproval(asked.approvalId, command, decide);
      return reply.code(201).header("etag", tagOf(version)).send(seen(state, version));
    },
  );
};

const askedFor = async (
  sources: ApprovalSources,
  { person, command }: { person: Person; command: Command },
  body: z.output<typeof askBody>,
) => {
  const ticket = body.ticketId === undefined ? undefined : await sources.findTicket(person, body.ticketId);
  if (body.ticketId !== undefined && ticket?.ticket.propertyId !== body.propertyId) throw ticketNotFound();
  // A ticket waits for its approval: who handles it, owns it or leads says that it does.
  if (ticket) requireHandler(person, ticket.ticket);
  const [flows, staff] = await Promise.all([sources.flows(), sources.staffOf(body.propertyId)]);
  const id = idOfCommand("app", command);
  const profileId = ticket?.ticket.profileId ?? null;
  const hasForm = Object.keys(body.form).length > 0;
  return {
    approvalId: id,
    propertyId: body.propertyId,
    profileId,
    remedy: null,
    by: person.id,
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

const finder = (sources: ApprovalSources) => async (person: Person, id: string) => {
  const found = await sources.board.find(person, id);
  if (!found) throw approvalUnknown();
  return { ...found, staff: await sources.staffOf(found.approval.propertyId) };
};

const deciding = (app: App, sources: ApprovalSources) => {
  const found = finder(sources);
  app.post(
    "/v1/approvals/:approvalId/decide",
    {
      config: { ...everybody, versioned: true },
      schema: {
        summary: "Say yes or no in the step that is open",
        tags,
        params,
        body: z.object({ decision: z.enum(["approved", "refused"]), comment }),
        response: { 200: approvalView },
      },
    },
    async (request, reply) => {
      const person = personBehind(request);
      const { approval, staff } = await found(person, request.params.approvalId);
      const { decision, comment: said } = request.body;
      const isCancelled = await isTicketCancelled(sources, person, approval);
      const subject = approval.profileId ?? approval.approvalId;
      const sealed = said === undefined ? null : await sources.sealWith(subject, said);
      const { state, version } = await sources.handleApproval(
        approval.approvalId,
        commandOf(request),
        (before, now) => {
          if (isCancelled) throw ticketCancelledMeanwhile();
          return decideStep({ actor: person, decision, comment: sealed, staff }, before, now);
        },
      );
      return reply.header("etag", tagOf(version)).send(seen(state, version));
    },
  );
};

/** What is asked for a ticket that was cancelled is about to be withdrawn: nobody decides it in between. */
const isTicketCancelled = async (
  { findTicket }: ApprovalSources,
  person: Person,
  { ticketId: id }: Approval,
): Promise<boolean> => {
  const found = id === null ? undefined : await findTicket(person, id);
  return found?.ticket.status === "cancelled";
};

const passingOn = (app: App, sources: ApprovalSources) => {
  const found = finder(sources);
  app.post(
    "/v1/approvals/:approvalId/delegate",
    {
      config: { ...everybody, versioned: true },
      schema: {
        summary: "Let a colleague decide in one's place",
        tags,
        params,
        body: z.object({ toStaffId: staffId }),
        response: { 200: approvalView },
      },
    },
    async (request, reply) => {
      const person = personBehind(request);
      const { approval, staff } = await found(person, request.params.approvalId);
      const to = await sources.staff(request.body.toStaffId);
      const { state, version } = await sources.handleApproval(
        approval.approvalId,
        commandOf(request),
        (before, now) => delegateStep({ actor: person, to, staff }, before, now),
      );
      return reply.header("etag", tagOf(version)).send(seen(state, version));
    },
  );
  app.post(
    "/v1/approvals/:approvalId/withdraw",
    {
      config: { ...everybody, versioned: true },
      schema: { summary: "Ask for it no more", tags, params, response: { 200: approvalView } },
    },
    async (request, reply) => {
      const person = personBehind(request);
      const { approval } = await found(person, request.params.approvalId);
      const { state, version } = await sources.handleApproval(
        approval.approvalId,
        commandOf(request),
        (before, now) => withdrawApproval(person, before, now),
      );
      return reply.header("etag", tagOf(version)).send(seen(state, version));
    },
  );
};

const seen = (state: ApprovalState, version: number): z.output<typeof approvalView> => {
  if (state.status === "unknown") throw approvalUnknown();
  return viewOf({ approval: state, version });
};
