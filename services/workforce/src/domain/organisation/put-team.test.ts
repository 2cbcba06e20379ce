import { teamState } from "@shouwen/contracts/events/workforce";
import { expect, test } from "vitest";
import { aDissolvedTeam, aTeam, now, teamCommand } from "../../../test/workforce.ts";
import { putTeam } from "./put-team.ts";
import { unknownTeam } from "./team.ts";

test("a new team is said whole, with its department", () => {
  expect(putTeam(teamCommand(), unknownTeam, now)).toEqual([
    teamState.of({ ...teamCommand(), updatedAt: now }),
  ]);
});

test("putting a team again as it is says nothing", () => {
  expect(putTeam(teamCommand(), aTeam(), now)).toEqual([]);
});

test("a renamed team is said again", () => {
  expect(putTeam(teamCommand({ nameEn: "Maintenance" }), aTeam(), now)).toHaveLength(1);
});

test("a dissolved team stands again when it is put, even unchanged", () => {
  expect(putTeam(teamCommand(), aDissolvedTeam(), now)).toEqual([
    teamState.of({ ...teamCommand(), updatedAt: now }),
  ]);
});

test("a team never moves to another property, standing or dissolved", () => {
  for (const team of [aTeam(), aDissolvedTeam()])
    expect(() => putTeam(teamCommand({ propertyId: "prp_harbour" }), team, now)).toThrow(
      expect.objectContaining({ code: "team.of_other_property" }),
    );
});
