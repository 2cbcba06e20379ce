import { expect, test } from "vitest";
import { aTicket, at, minutesLater, staffed } from "../../../test/tickets.ts";
import { chooseOwner } from "./choose-owner.ts";
import { demandsOf } from "./choose-team.ts";
import { shareOut } from "./claim-ticket.ts";
import { chooseHandler } from "./offer-ticket.ts";

const there = (staffId: string, overrides = {}) => staffed(staffId, { roles: ["agent"], ...overrides });
const owner = (staff: ReturnType<typeof there>[], returnsTo: string | null) =>
  chooseOwner({ ticketId: "tic_1", takenBy: null, defaultOwnerId: null, staff, returnsTo })?.ownerId;

test("a customer who comes back reaches their owner, who stands in for them, or whoever is on duty", () => {
  const leo = there("stf_leo");
  const maya = there("stf_maya", { roles: ["supervisor"] });
  expect(owner([leo, maya], "stf_maya")).toBe("stf_maya");
  const away = there("stf_maya", { roles: ["supervisor"], onDuty: false, substituteId: "stf_ann" });
  const ann = there("stf_ann", { roles: ["staff"] });
  expect(owner([leo, away, ann], "stf_maya")).toBe("stf_ann");
  expect(owner([leo, away], "stf_maya")).toBe("stf_leo");
  expect(owner([leo], "stf_elsewhere")).toBe("stf_leo");
  expect(owner([there("stf_maya", { absentUntil: at }), leo], "stf_maya")).toBe("stf_leo");
  expect(owner([there("stf_maya", { employed: false }), leo], "stf_maya")).toBe("stf_leo");
});

test("whoever was never offered anything was idle longest", () => {
  const asked = { open: 1, idleSince: at };
  const never = { open: 1, idleSince: null };
  const candidates = [
    { staff: staffed("stf_a"), load: asked },
    { staff: staffed("stf_b"), load: never },
  ];
  expect(chooseHandler(aTicket(), candidates)?.staffId).toBe("stf_b");
  expect(chooseHandler(aTicket(), candidates.toReversed())?.staffId).toBe("stf_b");
  const same = ["stf_b", "stf_a", "stf_c"].map((id) => ({ staff: staffed(id), load: never }));
  expect(chooseHandler(aTicket(), same)?.staffId).toBe("stf_a");
  expect([...shareOut([aTicket()], same).keys()]).toEqual(["stf_a"]);
  expect([...shareOut([aTicket()], candidates).keys()]).toEqual(["stf_b"]);
  expect([...shareOut([aTicket()], candidates.toReversed()).keys()]).toEqual(["stf_b"]);
});

test("nobody is offered what they are not able to do, or while they are on leave", () => {
  const pipes = aTicket({ skill: { skill: "plumbing", minLevel: 3 } });
  const able = (level: number, skill = "plumbing") => [
    { staff: staffed("stf_a", { skills: [{ skill, level }] }), load: { open: 0, idleSince: null } },
  ];
  expect(chooseHandler(pipes, able(2))).toBeUndefined();
  expect(chooseHandler(pipes, able(5, "electrics"))).toBeUndefined();
  expect(chooseHandler(pipes, able(3))?.staffId).toBe("stf_a");
  const away = {
    staff: staffed("stf_a", { absentUntil: minutesLater(60) }),
    load: { open: 0, idleSince: null },
  };
  expect(chooseHandler(aTicket(), [away])).toBeUndefined();
  expect(
    demandsOf({ id: "one", team: "x", skill: { skill: "plumbing", minLevel: 1 }, forClaim: true }),
  ).toEqual({
    skill: { skill: "plumbing", minLevel: 1 },
    forClaim: true,
  });
  expect(demandsOf({ id: "one", team: "x", forClaim: false })).toEqual({});
});
