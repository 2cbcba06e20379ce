import { staffId, teamId } from "@shouwen/contracts/values";
import { z } from "zod";
import { assignOwner } from "../../domain/assignment/assign-owner.ts";
import type { Team } from "../../domain/assignment/choose-team.ts";
import { teamUnknown } from "../../domain/rejections.ts";
import { acceptOwnership, moveToTeam, offerHandOver, offerOwnership } from "../../domain/ticket/hand-over.ts";
import type { Ticket } from "../../domain/ticket/ticket.ts";
import { type AddCommand, type CommandSources, calendarIn, noBody, withPolicies } from "./command-route.ts";

/** Passing on the work, and passing on who answers for it. */
export const handOverCommands = (command: AddCommand, sources: CommandSources): void => {
  command({
    name: "hand-over",
    summary: "Offer the work to a colleague, or move it to another team's queue",
    body: z
      .object({
        toStaffId: staffId.optional().describe("A colleague, who has to accept"),
        toTeamId: teamId.optional().describe("A team, whose queue it goes to"),
      })
      .refine((body) => (body.toStaffId === undefined) !== (body.toTeamId === undefined), {
        path: ["toStaffId"],
        message: "Name either toStaffId or toTeamId",
      }),
    prepare: async ({ actor, body, ...about }) => {
      if (body.toStaffId !== undefined) {
        const to = await sources.staff(body.toStaffId);
        return (state, now) => offerHandOver({ actor, to }, state, now);
      }
      const team = await sources.team(body.toTeamId ?? "");
      return withPolicies(sources, about, (ticket, now, ticketContext) =>
        moveToTeam(
          { actor, calendar: calendarIn(ticketContext), team: ofSameProperty(team, ticket) },
          ticket,
          now,
        ),
      );
    },
  });
  command({
    name: "hand-over-owner",
    summary: "Offer the ticket to another first-contact owner",
    body: z.object({ toStaffId: staffId }),
    prepare: async ({ actor, body }) => {
      const to = await sources.staff(body.toStaffId);
      return (state, now) => offerOwnership({ actor, to }, state, now);
    },
  });
  command({
    name: "accept-ownership",
    summary: "Accept the ownership, or take it where nobody has it",
    body: noBody,
    prepare:
      ({ actor }) =>
      (state, now) =>
        state.status !== "unknown" && state.ownerId === null
          ? assignOwner({ ownerId: actor.id, reason: "manual" }, state, now)
          : acceptOwnership(actor, state, now),
  });
};

const ofSameProperty = (team: Team | undefined, ticket: Ticket): Team => {
  if (!team || team.propertyId !== ticket.propertyId) throw teamUnknown();
  return team;
};
