import { money, ticketId } from "@shouwen/contracts/values";
import { personBehind } from "@shouwen/service-kit/auth";
import { commandOf, idMadeBy } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { z } from "zod";
import type { RemedyLimits } from "../domain/approval/approval-flows.ts";
import { requestApproval } from "../domain/approval/decide-approval.ts";
import type { RemedyWish } from "../domain/approval/remedy.ts";
import { flowUnknown } from "../domain/rejections.ts";
import { demandHandler, inState } from "../domain/ticket/permissions.ts";
import {
  type Gift,
  givenBody,
  grantedSoFar,
  isAllowed,
  knowingOf,
  limitFor,
  liveTicket,
  notWithdrawn,
  type RemedySources,
  rulesOf,
  wishFor,
} from "./gift.ts";
import { givingAll } from "./remedies-for-all.ts";

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
      const wish = wishFor(inState(ticket, notWithdrawn), idMadeBy("rem", command), request.body);
      const gift = { sources, person, command, ticket, wish };
      const given = await giveOnce(gift);
      return reply.code(given.status === "granted" ? 201 : 202).send(given);
    },
  );
};

const approvalOf = ({ remedyId }: RemedyWish): string => remedyId.replace(/^rem_/, "app_");

/** What came of it, be it the first time that it is asked or a later one. */
const giveOnce = async (gift: Gift): Promise<z.output<typeof remedyView>> => {
  const { sources, wish } = gift;
  const { remedyId, kind, value } = wish;
  const rules = await rulesOf(gift);
  const before = await sources.approval(approvalOf(wish));
  let isGranted = (await sources.remedy(remedyId, gift.command)).status === "granted";
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
  const [limitMinor, { sumMinor }] = await Promise.all([
    limitFor(gift, rules),
    grantedSoFar(gift, [wish.ticketId]),
  ]);
  const [limit, given] = [limitMinor, sumMinor].map((amountMinor) => ({
    amountMinor,
    currency: value.currency,
  }));
  return { remedyId, kind, value, status: "awaits_approval", approvalId: approvalOf(wish), limit, given };
};

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
        approvalId: approvalOf(wish),
        propertyId,
        ticketId: id,
        profileId,
        amount: value,
        form: null,
        flow,
        flowVersion: policyVersionId,
        remedy: wish,
        by: person.id,
        staff,
      },
      state,
      now,
    );
  });
};
