import { approvalId } from "@shouwen/contracts/events/approval";
import { type Person, personBehind } from "@shouwen/service-kit/auth";
import type { Routes } from "@shouwen/service-kit/http";
import { openingRoutes } from "@shouwen/service-kit/opening-routes";
import { type ListOpenings, type Opening, type OpenWords, requireReason } from "@shouwen/service-kit/words";
import { z } from "zod";
import type { Approval } from "../domain/approval/approval.ts";
import { isDeciding } from "../domain/approval/decide-approval.ts";
import type { Staff } from "../domain/assignment/choose-owner.ts";
import { approvalUnknown } from "../domain/rejections.ts";
import type { TimelineEntry } from "../domain/ticket/ticket-lists.ts";
import { reasonFor, type WordSources } from "./ticket-words.ts";

export type ApprovalWordSources = WordSources & {
  findApproval(person: Person, id: string): Promise<{ readonly approval: Approval } | undefined>;
  staffOf(propertyId: string): Promise<readonly Staff[]>;
  approvalEvents(id: string): Promise<readonly TimelineEntry[]>;
  readonly openings: ListOpenings;
};

const formView = z
  .record(z.string(), z.unknown())
  .nullable()
  .describe("What was filled in; null where nothing was, or once the customer is erased");

const wordsView = z.object({
  approvalId: z.string(),
  reason: z.string().describe("Why you may read it, as it stands in the audit"),
  form: formView,
  comments: z.array(
    z.object({
      at: z.string(),
      stepId: z.string(),
      decision: z.string(),
      by: z.string(),
      text: z.string().nullable().describe("Null once the customer is erased"),
    }),
  ),
});

/** What was filled in and said about an approval, for whoever asked, may decide or is on its ticket. */
export const approvalWordRoutes =
  (sources: ApprovalWordSources): Routes =>
  (app) => {
    openingRoutes({
      path: "/v1/approvals",
      param: "approvalId",
      id: approvalId,
      tag: "approvals",
      summary: "Who read what was written about an approval, when and why, newest first",
      openings: sources.openings,
      find: sources.findApproval,
      notFound: approvalUnknown,
    })(app);
    app.get(
      "/v1/approvals/:approvalId/words",
      {
        config: { allow: ["agent", "staff", "supervisor", "manager"] },
        schema: {
          summary: "What was filled in for an approval, and what was said about it",
          description:
            "For whoever asked for it, may decide it, or is on its ticket, and those who lead. Every call is audited before it is answered.",
          tags: ["approvals"],
          params: z.object({ approvalId }),
          response: { 200: wordsView },
        },
      },
      async (request, reply) => {
        const person = personBehind(request);
        const id = request.params.approvalId;
        const approval = (await sources.findApproval(person, id))?.approval;
        if (!approval) throw approvalUnknown();
        const reason = requireReason(await reasonToReadIt(sources, person, approval));
        const { propertyId } = approval;
        await sources.audit({ actor: person.id, subject: id, propertyId, reason, door: "approval" });
        const comments = await commentsOf(sources, approval);
        const form =
          approval.form === null ? null : formOf(await sources.open(approval.form, approval.profileId));
        return reply.header("cache-control", "no-store").send({ approvalId: id, reason, form, comments });
      },
    );
  };

const reasonToReadIt = async (
  sources: ApprovalWordSources,
  person: Person,
  approval: Approval,
): Promise<Opening["reason"] | undefined> => {
  if (approval.requestedBy === person.id) return "asked";
  if (isDeciding(person.id, approval, await sources.staffOf(approval.propertyId))) return "decides";
  const ticket = approval.ticketId === null ? undefined : await sources.find(person, approval.ticketId);
  if (ticket) return reasonFor(sources, { person, ticket: ticket.ticket, says: undefined });
  const leads = person.roles.some((role) => ["supervisor", "manager", "admin"].includes(role));
  return leads ? "supervisor" : undefined;
};

const formOf = (text: string | null): Record<string, unknown> | null =>
  text === null ? null : (JSON.parse(text) as Record<string, unknown>);

const decided = z.object({
  stepId: z.string(),
  decision: z.string(),
  by: z.string(),
  comment: z.string(),
});

const commentsOf = async (
  { approvalEvents, open }: { approvalEvents: ApprovalWordSources["approvalEvents"]; open: OpenWords },
  { approvalId: id, profileId }: Pick<Approval, "approvalId" | "profileId">,
) => {
  const said = (await approvalEvents(id)).flatMap(({ type, at, data }) => {
    const found = type === "approval.step_decided.v1" ? decided.safeParse(data) : undefined;
    return found?.success ? [{ at, ...found.data }] : [];
  });
  return Promise.all(
    said.map(async ({ comment, ...one }) => ({ ...one, text: await open(comment, profileId) })),
  );
};
