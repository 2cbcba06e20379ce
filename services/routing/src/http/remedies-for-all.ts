import { approvalId } from "@shouwen/contracts/events/approval";
import { remedyKind } from "@shouwen/contracts/events/remedy";
import { money, ticketId } from "@shouwen/contracts/values";
import { type Person, personBehind } from "@shouwen/service-kit/auth";
import { type Command, commandOf, idMadeBy } from "@shouwen/service-kit/decision";
import type { Routes } from "@shouwen/service-kit/http";
import type { PolicyBook } from "@shouwen/service-kit/policies";
import { z } from "zod";
import type { ApprovalState } from "../domain/approval.ts";
import type { RemedyLimits } from "../domain/approval-flows.ts";
import type { Staff } from "../domain/choose-owner.ts";
import {
  aboveLimit,
  approvalDoesNotAllow,
  nobodyAffected,
  remedyKindUnknown,
  ticketNotFound,
} from "../domain/rejections.ts";
import { isWithinLimit, limitOf, type RemedyWish } from "../domain/remedy.ts";
import { type Affected, allows, eachCustomer, totalFor } from "../domain/remedy-for-all.ts";
import type { SeenTicket } from "../domain/ticket-lists.ts";

export type RemedyForAllSources = {
  findTicket(person: Person, ticketId: string): Promise<SeenTicket | undefined>;
  childrenOf(ticketId: string): Promise<readonly Affected[]>;
  approval(approvalId: string): Promise<ApprovalState>;
  isUsed(use: { approvalId: string; giftId: string }): Promise<boolean>;
  staff(staffId: string): Promise<Staff | undefined>;
  limits(): Promise<PolicyBook<RemedyLimits>>;
  grantAll(
    gifts: { wishes: readonly RemedyWish[]; approvalId: string | null },
    command: Command,
  ): Promise<void>;
};

const body = z.object({
  kind: remedyKind,
  value: money.describe("What each customer is given"),
  approvalId: approvalId.optional().describe("What allows the sum, where it is above one's own limit"),
});

/** One remedy to everyone whom an incident affected. */
export const remedyForAllRoutes =
  (sources: RemedyForAllSources): Routes =>
  (app) => {
    app.post(
      "/v1/tickets/:ticketId/remedies-for-all",
      {
        config: { allow: ["supervisor", "manager"] },
        schema: {
          summary: "Give every customer of an incident the same, each once",
          tags: ["remedies"],
          params: z.object({ ticketId }),
          body,
          response: { 201: z.object({ customers: z.int(), total: money }) },
        },
      },
      async (request, reply) => {
        const person = personBehind(request);
        const command = commandOf(request);
        const found = await sources.findTicket(person, request.params.ticketId);
        if (!found) throw ticketNotFound();
        const { kind, value, approvalId: allowedBy = null } = request.body;
        const customers = eachCustomer(await sources.childrenOf(found.ticket.ticketId));
        if (customers.length === 0) throw nobodyAffected();
        const total = totalFor(value, customers.length);
        const id = idMadeBy("rem", command);
        await demandAllowed(sources, { person, found, kind, total, allowedBy, giftId: id });
        const wishes = customers.map((customer, n) => ({
          ...{ ...customer, remedyId: `${id}-${n + 1}`, propertyId: found.ticket.propertyId, kind, value },
        }));
        await sources.grantAll({ wishes, approvalId: allowedBy }, command);
        return reply.code(201).send({ customers: customers.length, total });
      },
    );
  };

type Demand = {
  readonly person: Person;
  readonly found: SeenTicket;
  readonly kind: RemedyWish["kind"];
  readonly total: RemedyWish["value"];
  readonly allowedBy: string | null;
  readonly giftId: string;
};

const demandAllowed = async (
  sources: RemedyForAllSources,
  { person, found: { ticket }, kind, total, allowedBy, giftId }: Demand,
): Promise<void> => {
  const rules = (await sources.limits()).inForce(ticket.propertyId, new Date().toISOString()).body;
  if (!rules.kinds.includes(kind)) throw remedyKindUnknown({ known: rules.kinds });
  if (allowedBy === null) {
    const staff = await sources.staff(person.id);
    const limit = limitOf(rules, { roles: person.roles, staff }, total.currency);
    if (!isWithinLimit(limit, total, 0)) throw aboveLimit({ total, limitMinor: limit });
    return;
  }
  const approval = await sources.approval(allowedBy);
  if (!allows(approval, ticket.ticketId, total) || (await sources.isUsed({ approvalId: allowedBy, giftId })))
    throw approvalDoesNotAllow({ total });
};
