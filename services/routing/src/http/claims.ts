import { teamId } from "@shouwen/contracts/values";
import { personBehind } from "@shouwen/service-kit/auth";
import { type Command, commandOf, tagOf } from "@shouwen/service-kit/decision";
import type { Routes } from "@shouwen/service-kit/http";
import { z } from "zod";
import type { Staff } from "../domain/assignment/choose-owner.ts";
import type { Claim, Claimed } from "../domain/assignment/claims.ts";
import { notInTeam, offDuty, queueContested } from "../domain/rejections.ts";
import { ticketView, viewOf } from "./ticket-view.ts";

type Sources = {
  staff(staffId: string): Promise<Staff | undefined>;
  claims: { submit(claim: Claim<Command>): Promise<Claimed> };
};

const tries = 20;

/** Taking the next ticket of one's team. */
export const claimRoutes =
  ({ staff, claims }: Sources): Routes =>
  (app) => {
    app.post(
      "/v1/tickets/claim",
      {
        config: { allow: ["agent", "staff", "supervisor", "manager"], versioned: true },
        schema: {
          summary: "Take the next ticket of a team's queue that one is fit for; 204 when none waits",
          tags: ["ticket commands"],
          body: z.object({ teamId }),
          response: { 200: ticketView, 204: z.null() },
        },
      },
      async (request, reply) => {
        const person = await staff(personBehind(request).id);
        if (!person?.teamIds.includes(request.body.teamId)) throw notInTeam();
        if (!person.employed || !person.onDuty) throw offDuty();
        const claim = { staff: person, teamId: request.body.teamId, command: commandOf(request) };
        const claimed = await claimNext(claims, claim);
        if (claimed === "nothing") return reply.code(204).send(null);
        const { ticket, version } = claimed;
        return reply.header("etag", tagOf(version)).send(viewOf(ticket, version));
      },
    );
  };

/** Asks again where somebody else took the ticket at the same moment. */
const claimNext = async (
  claims: Sources["claims"],
  claim: Claim<Command>,
): Promise<Exclude<Claimed, "lost">> => {
  for (let round = 1; round <= tries; round++) {
    const claimed = await claims.submit(claim);
    if (claimed !== "lost") return claimed;
  }
  throw queueContested();
};
