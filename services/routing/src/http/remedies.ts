import { money, ticketId } from "@shouwen/contracts/values";
import { personBehind } from "@shouwen/service-kit/auth";
import { commandOf, idOfCommand } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { z } from "zod";
import type { RemedyLimits } from "../domain/approval/approval-flows.ts";
import { requestApproval } from "../domain/approval/decide-approval.ts";
import type { ProposedRemedy } from "../domain/approval/remedy.ts";
import { flowUnknown } from "../domain/rejections.ts";
import { inState, requireHandler } from "../domain/ticket/permissions.ts";
import { givingAll } from "./remedies-for-all.ts";
import {
  givenBody,
  grantedSoFar,
  isAllowed,
  knowingOf,
  limitFor,
  liveTicket,
  notWithdrawn,
  proposalFor,
  type RemedyGrant,
  type RemedySources,
  rulesOf,
} from "./remedy-grant.ts";

const remedyView = z.object({
  remedyId: z.string(),
  status: z.enum(["granted", "refused", "awaits_approval"]),
  approvalId: z.string().nullable(),
  kind: z.string(),
  value: money,
  limit: money.optional().describe("What you may give for one ticket by yourself, where that was not enough"),
  given: money.optional().describe("What you gave for this ticket before, which counts towards the limit"),
});

const params = z.object({ ticketId });
const tags = ["remedies"];

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
        body: z.object(givenBody),
        response: { 201: remedyView, 202: remedyView },
      },
    },
    async (request, reply) => {
      const person = personBehind(request);
      const command = commandOf(request);
      const { ticket } = await liveTicket(sources, person, request.params.ticketId);
      const proposal = proposalFor(inState(ticket, notWithdrawn), idOfCommand("rem", command), request.body);
      const remedyGrant = { sources, person, command, ticket, proposal };
      const given = await giveOnce(remedyGrant);
      return reply.code(given.status === "granted" ? 201 : 202).send(given);
    },
  );
};

const approvalOf = ({ remedyId }: ProposedRemedy): string => remedyId.replace(/^rem_/, "app_");

/** What came of it, be it the first time that it is asked or a later one. */
const giveOnce = async (remedyGrant: RemedyGrant): Promise<z.output<typeof remedyView>> => {
  const { sources, proposal } = remedyGrant;
  const { remedyId, kind, value } = proposal;
  const rules = await rulesOf(remedyGrant);
  const before = await sources.approval(approvalOf(proposal));
  let isGranted = (await sources.remedy(remedyId, remedyGrant.command)).status === "granted";
  if (!isGranted && before.status === "unknown")
    await sources.untilGranted(async () => {
      const known = await grantedSoFar(remedyGrant, [proposal.ticketId]);
      if (!(await isAllowed(remedyGrant, rules, { value, known }))) return true;
      const knowing = knowingOf(remedyGrant, proposal.ticketId, known);
      isGranted = await sources.grant(
        { proposals: [proposal], approvalId: null, knowing },
        remedyGrant.command,
      );
      return isGranted;
    });
  if (isGranted) return { remedyId, kind, value, status: "granted", approvalId: null };
  if (before.status === "unknown") await ask(remedyGrant, rules);
  const [limitMinor, { sumMinor }] = await Promise.all([
    limitFor(remedyGrant, rules),
    grantedSoFar(remedyGrant, [proposal.ticketId]),
  ]);
  const [limit, given] = [limitMinor, sumMinor].map((amountMinor) => ({
    amountMinor,
    currency: value.currency,
  }));
  return { remedyId, kind, value, status: "awaits_approval", approvalId: approvalOf(proposal), limit, given };
};

/** What is above the limit is asked for by who handles the ticket, owns it or leads: it makes the ticket wait. */
const ask = async (
  { sources, person, command, ticket, proposal }: RemedyGrant,
  rules: RemedyLimits,
): Promise<void> => {
  requireHandler(person, ticket);
  const [flows, staff] = await Promise.all([sources.flows(), sources.staffOf(proposal.propertyId)]);
  await sources.handleApproval(approvalOf(proposal), command, (state, now) => {
    const { policyVersionId, body } = flows.inForce(proposal.propertyId, now);
    const flow = body.flows.find(({ id }) => id === rules.flow);
    if (!flow) throw flowUnknown({ known: body.flows.map(({ id }) => id) });
    const { propertyId, ticketId: id, profileId, value } = proposal;
    return requestApproval(
      {
        approvalId: approvalOf(proposal),
        propertyId,
        ticketId: id,
        profileId,
        amount: value,
        form: null,
        flow,
        flowVersion: policyVersionId,
        remedy: proposal,
        by: person.id,
        staff,
      },
      state,
      now,
    );
  });
};
