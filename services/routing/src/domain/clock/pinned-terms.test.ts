import { expect, test } from "vitest";
import { aTicket, at, context, ladder } from "../../../test/tickets.ts";
import type { Target } from "../ticket/ticket.ts";
import { pinnedTerms, termsInForce } from "./pinned-terms.ts";

const openingContext = context();
const [response] = aTicket().targets as [Target];

test("the rules that a ticket is pinned to count, whatever is in force; of what it is pinned to none, those in force", () => {
  const policySet = <Body>(name: string, body: Body) => ({
    inForce: () => ({ policyVersionId: `${name}@9`, body }),
    version: (id: string) => (id === `${name}@1` ? { policyVersionId: id, body } : undefined),
  });
  const policySets = {
    sla: policySet("sla", openingContext.sla.body),
    calendars: policySet("cal", openingContext.calendar.body),
    escalation: policySet("esc", ladder.body),
  };
  const pinned = { ...response, policyVersion: "sla@1", calendarVersion: "cal@1" };
  const versions = (ticket: ReturnType<typeof aTicket>) =>
    Object.values(pinnedTerms(policySets, ticket, at)).map(({ policyVersionId }) => policyVersionId);
  expect(versions(aTicket({ targets: [pinned], escalationVersion: "esc@1" }))).toEqual([
    "sla@1",
    "cal@1",
    "esc@1",
  ]);
  expect(versions(aTicket({ targets: [] }))).toEqual(["sla@9", "cal@9", "esc@9"]);
  const kept = { ...pinned, policyVersion: "sla@0", state: "met" as const };
  expect(versions(aTicket({ targets: [kept, pinned] }))[0]).toBe("sla@1");
  expect(versions(aTicket({ targets: [{ ...pinned, state: "met" }] }))[0]).toBe("sla@1");
  expect(termsInForce(policySets, "prp_lakeside", at).ladder.policyVersionId).toBe("esc@9");
});
