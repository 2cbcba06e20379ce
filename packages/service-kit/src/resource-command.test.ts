import { internalFact } from "@shouwen/contracts/define-event";
import { rejection } from "@shouwen/event-bus/rejection";
import { expect, test } from "vitest";
import { z } from "zod";
import { allowedOf, command } from "./resource-command.ts";

type Cup = { readonly status: "unknown" } | { readonly status: "full" | "empty"; readonly ownerId: string };
const drunk = (by: string) => internalFact("cup.drunk", { by });
const cups = {
  initial: { status: "unknown" } as Cup,
  evolve: (cup: Cup, _fact: ReturnType<typeof drunk>): Cup => cup,
};

const empty = rejection("cup.empty", "conflict", "This cup is empty");

const drink = command(cups, {
  summary: "Drink it",
  roles: ["agent"],
  body: z.object({ sips: z.int() }),
  may: (_actor, cup) => {
    if (cup.status === "empty") throw empty();
  },
  decide: ({ actor }) => [drunk(actor.id)],
});
const fill = command(cups, { summary: "Fill it", roles: ["manager"], decide: () => [] });
const commands = { drink, fill };

const person = (...roles: ("agent" | "manager" | "admin" | "staff")[]) => ({
  id: "stf_maya",
  name: "Maya",
  roles,
  properties: ["prp_lakeside"],
});
const about = (status: "full" | "empty") => ({
  thing: { status, ownerId: "stf_maya" },
  now: "2026-12-01T00:00:00.000Z",
});

test("what a role never allows is not named, and what is not possible now says why", () => {
  expect(allowedOf(commands, person("agent"), about("full"))).toEqual([{ command: "drink" }]);
  expect(allowedOf(commands, person("agent"), about("empty"))).toEqual([
    { command: "drink", because: "cup.empty" },
  ]);
  expect(allowedOf(commands, person("manager"), about("full"))).toEqual([{ command: "fill" }]);
  expect(allowedOf(commands, person("staff"), about("full"))).toEqual([]);
});

test("an admin may do everything that the state allows", () => {
  expect(allowedOf(commands, person("admin"), about("empty"))).toEqual([
    { command: "drink", because: "cup.empty" },
    { command: "fill" },
  ]);
});

test("a fault in a question is no refusal", () => {
  const broken = command(cups, {
    summary: "Break it",
    roles: ["agent"],
    may: () => {
      throw new TypeError("no such field");
    },
    decide: () => [],
  });
  expect(() => allowedOf({ broken }, person("agent"), about("full"))).toThrow(TypeError);
});

test("what nobody has said anything of has no body, and says nothing", () => {
  expect(fill.body.safeParse(undefined).success).toBe(true);
  expect(fill.body.safeParse({}).success).toBe(true);
});
