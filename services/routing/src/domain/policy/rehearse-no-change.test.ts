import { expect, test } from "vitest";
import { aTicket, at, context, teamed } from "../../../test/tickets.ts";
import { routingPolicy } from "./policies.ts";
import { noRouting, noSla, rehearseRouting, rehearseSla } from "./rehearse.ts";

const openingContext = context();

test("tickets that lead nowhere under both sets of rules do not move; flows are listed the largest first", () => {
  const rules = (...rest: object[]) => ({
    policyVersionId: "r@1",
    body: routingPolicy.parse({ rules: rest.length > 0 ? rest : [{ id: "spa", team: "spa" }] }),
  });
  const teams = [teamed(), teamed({ teamId: "tea_lakeside_fnb" })];
  const trial = { inForce: rules(), draft: rules(), teams, timeZone: openingContext.timeZone, listed: 9 };
  expect(rehearseRouting(noRouting, [aTicket()], trial)).toMatchObject({ moved: 0, nowhere: 1 });
  const draft = rules({ id: "one", kinds: ["complaint"], team: "fnb" }, { id: "two", team: "engineering" });
  const past = [aTicket({ kind: "complaint" }), aTicket(), aTicket()];
  expect(rehearseRouting(noRouting, past, { ...trial, draft }).flows.map(({ count }) => count)).toEqual([
    2, 1,
  ]);
});

test("what neither set of rules promises is no change", () => {
  const none = {
    ...openingContext,
    sla: {
      policyVersionId: "s@1",
      body: { ...openingContext.sla.body, rules: openingContext.sla.body.rules.slice(0, 1) },
    },
  };
  expect(rehearseSla(noSla, [aTicket()], { inForce: none, draft: none, now: at, listed: 9 })).toMatchObject({
    list: [],
    response: { promised: 0, wouldBePromised: 0 },
  });
});
