import { expect, test } from "vitest";
import { propertyCommand, staffCommand, teamCommand } from "../../test/workforce.ts";
import { propertyBody } from "./properties.ts";
import { staffBody } from "./staff.ts";
import { teamBody } from "./teams.ts";

const invisible = "\u200b\u3164 ";
const doors = [
  { door: "a property", body: propertyBody, whole: propertyCommand(), names: ["name", "nameEn"] },
  {
    door: "a team",
    body: teamBody,
    whole: teamCommand(),
    names: ["name", "nameEn", "departmentName", "departmentNameEn"],
  },
  {
    door: "a member of staff",
    body: staffBody,
    whole: staffCommand(),
    names: ["name", "nameEn", "staffNumber"],
  },
];
const cases = doors.flatMap(({ names, ...door }) => names.map((name) => ({ ...door, name })));

test.each(cases)(
  "$door without anything to see as its $name is refused by that field",
  ({ body, whole, name }) => {
    expect(body.safeParse(whole).success).toBe(true);
    const { error } = body.safeParse({ ...whole, [name]: invisible });
    expect(error?.issues).toMatchObject([{ path: [name] }]);
  },
);

test("a country that ISO 3166-1 does not have is refused: every number there would be read wrongly", () => {
  const { error } = propertyBody.safeParse(propertyCommand({ countryCode: "ZZ" }));
  expect(error?.issues).toMatchObject([{ path: ["countryCode"], message: "No such country in ISO 3166-1" }]);
});
