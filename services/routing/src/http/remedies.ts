import { approvalId } from "@shouwen/contracts/events/approval";
import { remedyKind } from "@shouwen/contracts/events/remedy";
import { type Money, money, ticketId } from "@shouwen/contracts/values";
import { type Person, personBehind } from "@shouwen/service-kit/auth";
import { type Command, commandOf, type Handle, idMadeBy } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import type { PolicyBook } from "@shouwen/service-kit/policies";
import { z } from "zod";
import type { ApprovalState } from "../domain/approval/approval.ts";
import type { ApprovalsPolicy, RemedyLimits } from "../domain/approval/approval-flows.ts";
import { requestApproval } from "../domain/approval/decide-approval.ts";
import {
  isWithinLimit,
  limitOf,
  type PendingRemedy,
  type RemedyState,
  type RemedyWish,
} from "../domain/approval/remedy.ts";
import { type Affected, allows, eachCustomer, totalFor } from "../domain/approval/remedy-for-all.ts";
import type { Staff } from "../domain/assignment/choose-owner.ts";
import {
  aboveLimit,
  approvalDoesNotAllow,
  flowUnknown,
  nobodyAffected,
  remedyKindUnknown,
  ticketNotFound,
} from "../domain/rejections.ts";
import { demandHandler, demandOwner, inState } from "../domain/ticket/permissions.ts";
import type { Ticket } from "../domain/ticket/ticket.ts";
import type { SeenTicket } from "../domain/ticket/ticket-lists.ts";

/** What somebody gave within their own limit: how often, and the sum in the smallest unit of a currency. */
type Granted = { readonly times: number; readonly sumMinor: number };

type Granting = {
  readonly wishes: readonly RemedyWish[];
  readonly approvalId: string | null;
  readonly knowing: { readonly what: string; readonly is: string };
};

export type RemedySources = {
  readonly handleApproval: Handle<ApprovalState>;
  findTicket(person: Person, ticketId: string): Promise<SeenTicket | undefined>;
  remedies(person: Person, ticketId: string): Promise<readonly RemedyState[]>;
  pending(person: Person, ticketId: string): Promise<readonly PendingRemedy[]>;
  remedy(remedyId: string): Promise<RemedyState>;
  approval(approvalId: string): Promise<ApprovalState>;
  childrenOf(ticketId: string): Promise<readonly Affected[]>;
  grantedFor(about: { ticketIds: readonly string[]; by: string; currency: string }): Promise<Granted>;
  /** Whether an approval was used for a remedy already. */
  isUsed(approvalId: string): Promise<boolean>;
  staffOf(propertyId: string): Promise<readonly Staff[]>;
  staff(staffId: string): Promise<Staff | undefined>;
  limits(): Promise<PolicyBook<RemedyLimits>>;
  flows(): Promise<PolicyBook<ApprovalsPolicy>>;
  grant(granting: Granting, command: Command): Promise<boolean>;
  untilGranted(attempt: () => Promise<boolean>): Promise<void>;
};

const remedyView = z.object({
  remedyId: z.string(),
  status: z.enum(["granted", "refused", "awaits_approval"]),
  approvalId: z.string().nullable(),
  kind: z.string(),
  value: money,
  limit: money.optional().describe("What you may give for one ticket by yourself, where that was not enough"),
});

const params = z.object({ ticketId });
const tags = ["remedies"];
const given = { kind: remedyKind, value: money.describe("What each customer is given") };

/** Giving a customer something for what went wrong: at once within one's limit, above it once others have allowed it. */
export const remedyRoutes =
  (sources: RemedySources): Routes =>
  (app) => {
    listing(app, sources);
    giving(app, sources);
    givingAll(app, sources);
  };

const listing = (app: App, sources: RemedySources) => {
  app.get(
    "/v1/tickets/:ticketId/remedies",
    {
      config: { allow: ["agent", "staff", "supervisor", "manager", "integrator"] },
      schema: {
        summary:
          "What the customer of a ticket was given, is to be given once it is allowed, or was not to be given",
        tags,
        params,
        response: { 200: z.object({ items: z.array(remedyView) }) },
      },
    },
    async (request) => {
      const { ticket } = await liveTicket(sources, personBehind(request), request.params.ticketId);
      const found = await sources.remedies(personBehind(request), ticket.ticketId);
      const pending = await sources.pending(personBehind(request), ticket.ticketId);
      return { items: [...pending, ...found.flatMap((one) => (one.status === "unknown" ? [] : [one]))] };
    },
  );
};

const liveTicket = async (sources: RemedySources, person: Person, id: string): Promise<SeenTicket> => {
  const found = await sources.findTicket(person, id);
  if (!found) throw ticketNotFound();
  return found;
};

const notWithdrawn = [
  "queued",
  "offered",
  "accepted",
  "in_progress",
  "waiting",
  "resolved",
  "closed",
] as const;

const giving = (app: App, sources: RemedySources) => {
  app.post(
    "/v1/tickets/:ticketId/remedies",
    {
      config: { allow: ["agent", "staff", "supervisor", "manager"] },
      schema: {
        summary: "Give the customer something; above one's limit an approval starts",
        description:
          "The limit is the person's own, else that of their role (rule `remedy_limits`). While an approval is open, a ticket that somebody works on waits; one in a queue or offered goes on, and waits once it is taken.",
        tags,
        params,
        body: z.object(given),
        response: { 201: remedyView, 202: remedyView },
      },
    },
    async (request, reply) => {
      const person = personBehind(request);
      const command = commandOf(request);
      const { ticket } = await liveTicket(sources, person, request.params.ticketId);
      const wish = wishFor(inState(ticket, notWithdrawn), idMadeBy("rem", command), request.body);
      const gift = { sources, person, command, ticket, wish };
      const given = await giveOnce(gift);
      return reply.code(given.status === "granted" ? 201 : 202).send(given);
    },
  );
};

type Gift = {
  readonly sources: RemedySources;
  readonly person: Person;
  readonly command: Command;
  readonly ticket: Ticket;
  readonly wish: RemedyWish;
};

type Body = { readonly kind: RemedyWish["kind"]; readonly value: Money };

const wishFor = (
  { propertyId, ticketId: id, profileId }: Ticket,
  remedyId: string,
  body: Body,
): RemedyWish => ({
  ...{ remedyId, propertyId, ticketId: id, profileId },
  ...body,
});

const approvalOf = ({ remedyId }: RemedyWish): string => remedyId.replace(/^rem_/, "app_");

/** What came of it, be it the first time that it is asked or a later one. */
const giveOnce = async (gift: Gift): Promise<z.output<typeof remedyView>> => {
  const { sources, wish } = gift;
  const { remedyId, kind, value } = wish;
  const rules = await rulesOf(gift);
  const before = await sources.approval(approvalOf(wish));
  let isGranted = (await sources.remedy(remedyId)).status === "granted";
  if (!isGranted && before.status === "unknown")
    await sources.untilGranted(async () => {
      const known = await grantedSoFar(gift, [wish.ticketId]);
      if (!(await isAllowed(gift, rules, { value, known }))) return true;
      const knowing = knowingOf(gift, wish.ticketId, known);
      isGranted = await sources.grant({ wishes: [wish], approvalId: null, knowing }, gift.command);
      return isGranted;
    });
  if (isGranted) return { remedyId, kind, value, status: "granted", approvalId: null };
  if (before.status === "unknown") await ask(gift, rules);
  const limit = { amountMinor: await limitFor(gift, rules), currency: value.currency };
  return { remedyId, kind, value, status: "awaits_approval", approvalId: approvalOf(wish), limit };
};

const rulesOf = async ({ sources, wish }: Gift): Promise<RemedyLimits> => {
  const rules = (await sources.limits()).inForce(wish.propertyId, new Date().toISOString()).body;
  if (!rules.kinds.includes(wish.kind)) throw remedyKindUnknown({ known: rules.kinds });
  return rules;
};

const grantedSoFar = ({ sources, person, wish }: Gift, ticketIds: readonly string[]): Promise<Granted> =>
  sources.grantedFor({ ticketIds, by: person.id, currency: wish.value.currency });

/** Two who knew the same of what was given cannot both add to it. */
const knowingOf = ({ person, wish }: Gift, about: string, { times, sumMinor }: Granted) => ({
  what: `/limits/${about}/${person.id}`,
  is: `granted ${wish.value.currency} ${sumMinor} in ${times}`,
});

const limitFor = async ({ sources, person, wish }: Gift, rules: RemedyLimits): Promise<number> =>
  limitOf(rules, { roles: person.roles, staff: await sources.staff(person.id) }, wish.value.currency);

const isAllowed = async (
  gift: Gift,
  rules: RemedyLimits,
  { value, known }: { value: Money; known: Granted },
): Promise<boolean> => isWithinLimit(await limitFor(gift, rules), value, known.sumMinor);

/** What is above the limit is asked for by who handles the ticket, owns it or leads: it makes the ticket wait. */
const ask = async ({ sources, person, command, ticket, wish }: Gift, rules: RemedyLimits): Promise<void> => {
  demandHandler(person, ticket);
  const [flows, staff] = await Promise.all([sources.flows(), sources.staffOf(wish.propertyId)]);
  await sources.handleApproval(approvalOf(wish), command, (state, now) => {
    const { policyVersionId, body } = flows.inForce(wish.propertyId, now);
    const flow = body.flows.find(({ id }) => id === rules.flow);
    if (!flow) throw flowUnknown({ known: body.flows.map(({ id }) => id) });
    const { propertyId, ticketId: id, profileId, value } = wish;
    return requestApproval(
      {
        ...{ approvalId: approvalOf(wish), propertyId, ticketId: id, profileId, amount: value, form: null },
        ...{ flow, flowVersion: policyVersionId, remedy: wish, by: person.id, staff },
      },
      state,
      now,
    );
  });
};

const givingAll = (app: App, sources: RemedySources) => {
  app.post(
    "/v1/tickets/:ticketId/remedies-for-all",
    {
      config: { allow: ["supervisor", "manager"] },
      schema: {
        summary: "Give every customer of an incident the same, each once",
        tags,
        params,
        body: z.object({
          ...given,
          approvalId: approvalId
            .optional()
            .describe("What allows the sum, where it is above one's own limit"),
        }),
        response: { 201: z.object({ customers: z.int(), total: money }) },
      },
    },
    async (request, reply) => {
      const person = personBehind(request);
      const command = commandOf(request);
      const { ticket } = await liveTicket(sources, person, request.params.ticketId);
      demandOwner(person, inState(ticket, notWithdrawn));
      const { approvalId: allowedBy = null, ...body } = request.body;
      const customers = eachCustomer(await sources.childrenOf(ticket.ticketId));
      if (customers.length === 0) throw nobodyAffected();
      const wish = wishFor(ticket, idMadeBy("rem", command), body);
      const total = totalFor(body.value, customers.length);
      await giveAll({ sources, person, command, ticket, wish }, { customers, total, allowedBy });
      return reply.code(201).send({ customers: customers.length, total });
    },
  );
};

type ForAll = {
  readonly customers: readonly Affected[];
  readonly total: Money;
  readonly allowedBy: string | null;
};

const giveAll = async (gift: Gift, { customers, total, allowedBy }: ForAll): Promise<void> => {
  const { sources, command, ticket, wish } = gift;
  const rules = await rulesOf(gift);
  const wishes = customers.map((customer, n) => ({
    ...{ ...wish, ...customer, remedyId: `${wish.remedyId}-${n + 1}` },
  }));
  if ((await sources.remedy(wishes[0]?.remedyId ?? "")).status !== "unknown") return;
  if (allowedBy !== null) {
    const approval = await sources.approval(allowedBy);
    const isFlow = approval.status !== "unknown" && approval.flowId === rules.flow;
    const knowing = { what: `/approvals/${allowedBy}`, is: "used" };
    const granting = { wishes, approvalId: allowedBy, knowing };
    const isAllowing =
      isFlow && allows(approval, ticket.ticketId, total) && !(await sources.isUsed(allowedBy));
    if (!isAllowing || !(await sources.grant(granting, command))) throw approvalDoesNotAllow({ total });
    return;
  }
  await sources.untilGranted(async () => {
    const known = await grantedSoFar(gift, [ticket.ticketId, ...customers.map(({ ticketId: id }) => id)]);
    if (!(await isAllowed(gift, rules, { value: total, known }))) throw aboveLimit({ total });
    return sources.grant(
      { wishes, approvalId: null, knowing: knowingOf(gift, `all-of/${ticket.ticketId}`, known) },
      command,
    );
  });
};
