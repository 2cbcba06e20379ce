import { expect, test } from "vitest";
import { aDissolvedTeam, aTeam, teamData } from "../../../test/workforce.ts";
import { dissolveTeam } from "./dissolve-team.ts";
import { evolveTeam, unknownTeam } from "./team.ts";

test("a team without members is dissolved with a tombstone, and whose it was is kept", () => {
  const [fact] = dissolveTeam({ members: 0, tickets: 0 }, aTeam());
  expect(fact).toEqual({ type: "team.state.v1", key: teamData().teamId, data: null });
  if (fact) expect(evolveTeam(aTeam(), fact)).toEqual(aDissolvedTeam());
});

test("a team in which somebody works is not dissolved", () => {
  expect(() => dissolveTeam({ members: 2, tickets: 0 }, aTeam())).toThrow(
    expect.objectContaining({ code: "team.has_members", facts: { members: 2 } }),
  );
});

test("dissolving a team twice says it once", () => {
  expect(dissolveTeam({ members: 0, tickets: 0 }, aDissolvedTeam())).toEqual([]);
});

test("a team that never was cannot be dissolved", () => {
  expect(() => dissolveTeam({ members: 0, tickets: 0 }, unknownTeam)).toThrow(
    expect.objectContaining({ code: "team.not_found" }),
  );
  expect(evolveTeam(unknownTeam, { type: "team.state.v1", key: "tea_x", data: null })).toBe(unknownTeam);
});

test("a team is not dissolved under its tickets, and the refusal says how many there are", () => {
  expect(() => dissolveTeam({ members: 0, tickets: 3 }, aTeam())).toThrow(
    expect.objectContaining({ code: "team.has_tickets", facts: { tickets: 3 } }),
  );
});
