import { remedyKind } from "@shouwen/contracts/events/remedy";
import { money, ticketId } from "@shouwen/contracts/values";
import { type Person, personBehind } from "@shouwen/service-kit/auth";
import { type Command, commandOf, type Handle, idMadeBy } from "@shouwen/service-kit/decision";
import type { Routes } from "@shouwen/service-kit/http";
import type { PolicyBook } from "@shouwen/service-kit/policies";
import { z } from "zod";
import type { ApprovalState } from "../domain/approval.ts";
import type { ApprovalsPolicy, RemedyLimits } from "../domain/approval-flows.ts";
import type { Staff } from "../domain/choose-owner.ts";
import { requestApproval } from "../domain/decide-approval.ts";
import { flowUnknown, remedyKindUnknown, ticketNotFound } from "../domain/rejections.ts";
import { grantRemedy, isWithinLimit, limitOf, type RemedyState, type RemedyWish } from "../domain/remedy.ts";
import type { SeenTicket } from "../domain/ticket-lists.ts";

export type RemedySources = {
  readonly handleRemedy: Handle<RemedyState>;
  readonly handleApproval: Handle<ApprovalState>;
  findTicket(person: Person, ticketId: string): Promise<SeenTicket | undefined>;
  remedies(person: Person, ticketId: string): Promise<readonly RemedyState[]>;
  grantedFor(about: { ticketId: string; by: string; currency: string }): Promise<number>;
  staff(staffId: string): Promise<Staff | undefined>;
  limits(): Promise<PolicyBook<RemedyLimits>>;
  flows(): Promise<PolicyBook<ApprovalsPolicy>>;
};

const remedyView = z.object({
  remedyId: z.string(),
  status: z.enum(["granted", "refused", "awaits_approval"]),
  approvalId: z.string().nullable(),
  kind: z.string(),
  value: money,
});

const params = z.object({ ticketId });
const tags = ["remedies"];

const remedyBody = z.object({
  kind: remedyKind,
  value: money.describe("What each customer is given"),
});

/** Giving a customer something for what went wrong: at once within one's limit, above it once others have allowed it. */
export const remedyRoutes =
  (sources: RemedySources): Routes =>
  (app) => {
    app.get(
      "/v1/tickets/:ticketId/remedies",
      {
        config: { allow: ["agent", "staff", "supervisor", "manager", "integrator"] },
        schema: {
          summary: "What the customer of a ticket was given",
          tags,
          params,
          response: { 200: z.object({ items: z.array(remedyView) }) },
        },
      },
      async (request) => {
        const found = await sources.remedies(personBehind(request), request.params.ticketId);
        return { items: found.flatMap((one) => (one.status === "unknown" ? [] : [one])) };
      },
    );
    app.post(
      "/v1/tickets/:ticketId/remedies",
      {
        config: { allow: ["agent", "staff", "supervisor", "manager"] },
        schema: {
          summary: "Give the customer something; above one's limit an approval starts and the ticket waits",
          tags,
          params,
          body: remedyBody,
          response: { 201: remedyView, 202: remedyView },
        },
      },
      async (request, reply) => {
        const person = personBehind(request);
        const found = await sources.findTicket(person, request.params.ticketId);
        if (!found) throw ticketNotFound();
        const command = commandOf(request);
        const asked = await wishFor(sources, { person, command, found, ...request.body });
        const { wish, isAllowed } = asked;
        const { kind, value } = wish;
        if (!isAllowed) {
          const approvalId = wish.remedyId.replace(/^rem_/, "app_");
          const decide = (state: ApprovalState, now: string) => startApproval(asked, person, { state, now });
          const { state } = await sources.handleApproval(approvalId, command, decide);
          const started = state.status === "unknown" ? approvalId : state.approvalId;
          return reply.code(202).send({
            ...{ remedyId: wish.remedyId, kind, value },
            status: "awaits_approval",
            approvalId: started,
          });
        }
        await sources.handleRemedy(wish.remedyId, command, (state, now) =>
          grantRemedy({ wish, approvalId: null, by: person.id }, state, now),
        );
        return reply
          .code(201)
          .send({ remedyId: wish.remedyId, status: "granted", approvalId: null, kind, value });
      },
    );
  };

type Asked = {
  readonly person: Person;
  readonly command: Command;
  readonly found: SeenTicket;
  readonly kind: RemedyWish["kind"];
  readonly value: RemedyWish["value"];
};

const wishFor = async (
  sources: RemedySources,
  { person, command, found: { ticket }, kind, value }: Asked,
) => {
  const { propertyId, ticketId: id, profileId } = ticket;
  const [limits, flows, staff, granted] = await Promise.all([
    sources.limits(),
    sources.flows(),
    sources.staff(person.id),
    sources.grantedFor({ ticketId: id, by: person.id, currency: value.currency }),
  ]);
  const now = new Date().toISOString();
  const rules = limits.inForce(propertyId, now).body;
  if (!rules.kinds.includes(kind)) throw remedyKindUnknown({ known: rules.kinds });
  const wish: RemedyWish = {
    remedyId: idMadeBy("rem", command),
    ...{ propertyId, ticketId: id, profileId, kind, value },
  };
  const limit = limitOf(rules, { roles: person.roles, staff }, value.currency);
  return { wish, isAllowed: isWithinLimit(limit, value, granted), rules, flows };
};

const startApproval = (
  { wish, rules, flows }: Awaited<ReturnType<typeof wishFor>>,
  person: Person,
  { state, now }: { state: ApprovalState; now: string },
) => {
  const { policyVersionId, body } = flows.inForce(wish.propertyId, now);
  const flow = body.flows.find(({ id }) => id === rules.flow);
  if (!flow) throw flowUnknown({ known: body.flows.map(({ id }) => id) });
  return requestApproval(
    {
      ...{ approvalId: wish.remedyId.replace(/^rem_/, "app_"), propertyId: wish.propertyId },
      ...{ ticketId: wish.ticketId, profileId: wish.profileId, amount: wish.value, form: null },
      ...{ flow, flowVersion: policyVersionId, remedy: wish, by: person.id },
    },
    state,
    now,
  );
};
