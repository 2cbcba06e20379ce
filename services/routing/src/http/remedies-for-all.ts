import { approvalId } from "@shouwen/contracts/events/approval";
import { money, ticketId } from "@shouwen/contracts/values";
import { personBehind } from "@shouwen/service-kit/auth";
import { commandOf, idMadeBy } from "@shouwen/service-kit/decision";
import type { App } from "@shouwen/service-kit/http";
import { z } from "zod";
import {
  type Affected,
  allows,
  customerBehind,
  eachCustomer,
  totalFor,
} from "../domain/approval/remedy-for-all.ts";
import { aboveLimit, approvalDoesNotAllow, givenToAllBefore, nobodyAffected } from "../domain/rejections.ts";
import { demandOwner, inState } from "../domain/ticket/permissions.ts";
import {
  type Gift,
  givenBody,
  grantedSoFar,
  isAllowed,
  liveTicket,
  notWithdrawn,
  type RemedySources,
  rulesOf,
  wishFor,
} from "./gift.ts";

/** One remedy to everybody whom an incident affected. */
export const givingAll = (app: App, sources: RemedySources) => {
  app.post(
    "/v1/tickets/:ticketId/remedies-for-all",
    {
      config: { allow: ["supervisor", "manager"] },
      schema: {
        summary: "Give every customer of an incident the same, each once",
        description:
          "Whoever was given something for this incident before is left out, so that it can be asked for again when more tickets have become its children.",
        tags: ["remedies"],
        params: z.object({ ticketId }),
        body: z.object({
          ...givenBody,
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
      const affected = eachCustomer(await sources.childrenOf(ticket.ticketId));
      if (affected.length === 0) throw nobodyAffected();
      const wish = wishFor(ticket, idMadeBy("rem", command), body);
      const gift = { sources, person, command, ticket, wish };
      const customers = await giveAll(gift, { affected, allowedBy });
      return reply.code(201).send({ customers, total: totalFor(body.value, customers) });
    },
  );
};

type ForAll = { readonly affected: readonly Affected[]; readonly allowedBy: string | null };

const idOf = ({ wish }: Gift, index: number): string => `${wish.remedyId}-${index + 1}`;

/** Answers to how many it was given by this command, be it carried out now or before. */
const giveAll = async (gift: Gift, { affected, allowedBy }: ForAll): Promise<number> => {
  const { sources } = gift;
  const rules = await rulesOf(gift);
  await sources.remedy(idOf(gift, 0), gift.command);
  let given = 0;
  await sources.untilGranted(async () => {
    // Also when the same command came twice at one moment: the one that lost answers like the one that won.
    const before = await sources.grantedAmong(affected.map((_, index) => idOf(gift, index)));
    given = before.length;
    if (given > 0) return true;
    const open = await openGifts(gift, affected);
    given = open.wishes.length;
    return allowedBy === null
      ? giveWithinLimit(gift, open, rules)
      : giveAllowed(gift, open, { allowedBy, rules });
  });
  return given;
};

type Open = Awaited<ReturnType<typeof openGifts>>;

/** Who was given nothing for this incident yet. Two who knew the same of that do not both give. */
const openGifts = async (gift: Gift, affected: readonly Affected[]) => {
  const { sources, ticket, wish } = gift;
  const given = await sources.givenToAll(ticket.ticketId);
  const customers = affected.filter((one) => !given.has(customerBehind(one)));
  if (customers.length === 0) throw givenToAllBefore({ customers: given.size });
  return {
    wishes: customers.map((customer, index) => ({
      ...wish,
      ...customer,
      remedyId: idOf(gift, index),
      incidentId: ticket.ticketId,
    })),
    total: totalFor(wish.value, customers.length),
    knowing: { what: `/incidents/${ticket.ticketId}`, is: `given to ${given.size}` },
  };
};

const giveWithinLimit = async (gift: Gift, open: Open, rules: Rules): Promise<boolean> => {
  const { sources, command, ticket } = gift;
  const ids = [ticket.ticketId, ...open.wishes.map(({ ticketId: id }) => id)];
  const known = await grantedSoFar(gift, ids);
  const { total, wishes, knowing } = open;
  if (!(await isAllowed(gift, rules, { value: total, known }))) throw aboveLimit({ total });
  return sources.grant({ wishes, approvalId: null, knowing }, command);
};

type Rules = Awaited<ReturnType<typeof rulesOf>>;
type Allowed = { readonly allowedBy: string; readonly rules: Rules };

const giveAllowed = async (gift: Gift, open: Open, { allowedBy, rules }: Allowed): Promise<boolean> => {
  const { sources, command, ticket } = gift;
  const { total, wishes } = open;
  const approval = await sources.approval(allowedBy);
  const isFlow = approval.status !== "unknown" && approval.flowId === rules.flow;
  const isAllowing = isFlow && allows(approval, ticket.ticketId, total) && !(await sources.isUsed(allowedBy));
  const knowing = { what: `/approvals/${allowedBy}`, is: "used" };
  if (!isAllowing || !(await sources.grant({ wishes, approvalId: allowedBy, knowing }, command)))
    throw approvalDoesNotAllow({ total });
  return true;
};
