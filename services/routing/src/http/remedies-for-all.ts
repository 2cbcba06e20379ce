import { approvalId } from "@shouwen/contracts/events/approval";
import { money, ticketId } from "@shouwen/contracts/values";
import { personBehind } from "@shouwen/service-kit/auth";
import { commandOf, idOfCommand } from "@shouwen/service-kit/decision";
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
import { inState, requireOwner } from "../domain/ticket/permissions.ts";
import {
  givenBody,
  grantedSoFar,
  isAllowed,
  liveTicket,
  notWithdrawn,
  proposalFor,
  type RemedyGrant,
  type RemedySources,
  rulesOf,
} from "./remedy-grant.ts";

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
      requireOwner(person, inState(ticket, notWithdrawn));
      const { approvalId: allowedBy = null, ...body } = request.body;
      const affected = eachCustomer(await sources.childrenOf(ticket.ticketId));
      if (affected.length === 0) throw nobodyAffected();
      const proposal = proposalFor(ticket, idOfCommand("rem", command), body);
      const remedyGrant = { sources, person, command, ticket, proposal };
      const customers = await giveAll(remedyGrant, { affected, allowedBy });
      return reply.code(201).send({ customers, total: totalFor(body.value, customers) });
    },
  );
};

type ForAll = { readonly affected: readonly Affected[]; readonly allowedBy: string | null };

const idOf = ({ proposal }: RemedyGrant, index: number): string => `${proposal.remedyId}-${index + 1}`;

/** Answers to how many it was given by this command, be it carried out now or before. */
const giveAll = async (remedyGrant: RemedyGrant, { affected, allowedBy }: ForAll): Promise<number> => {
  const { sources } = remedyGrant;
  const rules = await rulesOf(remedyGrant);
  await sources.remedy(idOf(remedyGrant, 0), remedyGrant.command);
  let given = 0;
  await sources.untilGranted(async () => {
    // Also when the same command came twice at one moment: the one that lost answers like the one that won.
    const before = await sources.grantedAmong(affected.map((_, index) => idOf(remedyGrant, index)));
    given = before.length;
    if (given > 0) return true;
    const open = await openRemedyGrants(remedyGrant, affected);
    given = open.proposals.length;
    return allowedBy === null
      ? giveWithinLimit(remedyGrant, open, rules)
      : giveAllowed(remedyGrant, open, { allowedBy, rules });
  });
  return given;
};

type Open = Awaited<ReturnType<typeof openRemedyGrants>>;

/** Who was given nothing for this incident yet. Two who knew the same of that do not both give. */
const openRemedyGrants = async (remedyGrant: RemedyGrant, affected: readonly Affected[]) => {
  const { sources, ticket, proposal } = remedyGrant;
  const given = await sources.givenToAll(ticket.ticketId);
  const customers = affected.filter((one) => !given.has(customerBehind(one)));
  if (customers.length === 0) throw givenToAllBefore({ customers: given.size });
  return {
    proposals: customers.map((customer, index) => ({
      ...proposal,
      ...customer,
      remedyId: idOf(remedyGrant, index),
      incidentId: ticket.ticketId,
    })),
    total: totalFor(proposal.value, customers.length),
    knowing: { what: `/incidents/${ticket.ticketId}`, is: `given to ${given.size}` },
  };
};

const giveWithinLimit = async (remedyGrant: RemedyGrant, open: Open, rules: Rules): Promise<boolean> => {
  const { sources, command, ticket } = remedyGrant;
  const ids = [ticket.ticketId, ...open.proposals.map(({ ticketId: id }) => id)];
  const known = await grantedSoFar(remedyGrant, ids);
  const { total, proposals, knowing } = open;
  if (!(await isAllowed(remedyGrant, rules, { value: total, known }))) throw aboveLimit({ total });
  return sources.grant({ proposals, approvalId: null, knowing }, command);
};

type Rules = Awaited<ReturnType<typeof rulesOf>>;
type Allowed = { readonly allowedBy: string; readonly rules: Rules };

const giveAllowed = async (
  remedyGrant: RemedyGrant,
  open: Open,
  { allowedBy, rules }: Allowed,
): Promise<boolean> => {
  const { sources, command, ticket } = remedyGrant;
  const { total, proposals } = open;
  const approval = await sources.approval(allowedBy);
  const isFlow = approval.status !== "unknown" && approval.flowId === rules.flow;
  const isAllowing = isFlow && allows(approval, ticket.ticketId, total) && !(await sources.isUsed(allowedBy));
  const knowing = { what: `/approvals/${allowedBy}`, is: "used" };
  if (!isAllowing || !(await sources.grant({ proposals, approvalId: allowedBy, knowing }, command)))
    throw approvalDoesNotAllow({ total });
  return true;
};
