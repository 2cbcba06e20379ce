import { resolutionOutcome } from "@shouwen/contracts/events/ticket";
import { z } from "zod";
import { requireNothingAwaited } from "../../domain/approval/approval-wait.ts";
import { cancelTicket, closeTicket, reopenTicket, resolveTicket } from "../../domain/ticket/end-ticket.ts";
import { requireCodes } from "../../domain/ticket/resolution-codes.ts";
import {
  type AddCommand,
  type CommandSources,
  maskNamed,
  noBody,
  noteText,
  sealNote,
  withPolicies,
} from "./command-route.ts";

const codes = {
  code: z.string().max(60).optional().describe("How it was resolved, one of the policy's codes"),
  causeCode: z.string().max(60).optional().describe("What had caused it, one of the policy's codes"),
};

/** How a ticket ends, and how it comes back. */
export const endingCommands = (command: AddCommand, sources: CommandSources): void => {
  command({
    name: "resolve",
    summary: "The work is done",
    body: z.object({
      outcome: resolutionOutcome.optional().describe("What became of it; done unless it is said"),
      note: noteText.optional(),
      ...codes,
    }),
    prepare: async ({ actor, body, ...about }) => {
      const [note, awaitsApproval, code, causeCode] = await Promise.all([
        sealNote(sources, about.ticketId, body.note),
        sources.awaitsApproval(about.ticketId),
        maskNamed(sources, about.ticketId, body.code),
        maskNamed(sources, about.ticketId, body.causeCode),
      ]);
      return withPolicies(sources, about, (ticket, now, { terms }) => {
        requireNothingAwaited(ticket, awaitsApproval);
        const { graceMs, codes: known } = terms.sla.body;
        requireCodes(known, { code, causeCode });
        const { outcome } = body;
        return resolveTicket({ actor, outcome, note, graceMs, code, causeCode }, ticket, now);
      });
    },
  });
  command({
    name: "reopen",
    summary: "The customer says that it is not done",
    body: z.object({ words: noteText.optional() }),
    prepare: async ({ actor, body, ...about }) => {
      const words = await sealNote(sources, about.ticketId, body.words);
      return withPolicies(sources, about, (ticket, now, ticketContext) =>
        reopenTicket({ reason: "customer_contact", words, by: actor.id, ...ticketContext }, ticket, now),
      );
    },
  });
  command({
    name: "close",
    summary: "Close a resolved ticket by hand: for those who lead, since the customer has the last word",
    body: noBody,
    prepare:
      ({ actor }) =>
      (state, now) =>
        closeTicket(actor, state, now),
  });
  command({
    name: "cancel",
    summary: "Withdraw the ticket",
    body: z.object({
      reason: z.enum(["withdrawn_by_customer", "no_request", "duplicate", "taken_by_mistake"]),
    }),
    prepare:
      ({ actor, body }) =>
      (state, now) =>
        cancelTicket({ actor, reason: body.reason }, state, now),
  });
};
