import { expect, test } from "vitest";
import { codeOf } from "../../../test/tickets.ts";
import { requireCodes } from "./resolution-codes.ts";

test("a policy that names codes allows no others, one that names none allows any", () => {
  const named = { resolutions: ["repaired"], causes: ["wear"] };
  const free = { resolutions: [], causes: [] };
  requireCodes(named, { code: "repaired", causeCode: "wear" });
  requireCodes(named, {});
  requireCodes(free, { code: "whatever", causeCode: "who knows" });
  expect(codeOf(() => requireCodes(named, { code: "replaced" }))).toBe("ticket.code_unknown");
  expect(codeOf(() => requireCodes(named, { causeCode: "misuse" }))).toBe("ticket.code_unknown");
});
