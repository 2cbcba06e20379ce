import { profileState } from "@shouwen/contracts/events/profile";
import { aProperty } from "@shouwen/service-test-kit/facts";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { admin, openService } from "./service-under-test.ts";

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await openService();
  await service.know(aProperty({ propertyId: "prp_kowloon", countryCode: "HK" }));
});

afterAll(() => service.close());

const post = (body: object) =>
  service.call("/v1/requests", {
    as: admin,
    body: { propertyId: "prp_lakeside", channel: "phone", kind: "repair", ...body },
  });

const requestOf = async (body: object) => {
  const { body: taken, status } = await post(body);
  expect(status).toBe(202);
  const [row] = await service.query<{ data: Record<string, unknown> }>(
    "select data from request where id = $1",
    [taken.requestId],
  );
  return { data: row?.data ?? {}, taken };
};

test("rooms and stays in a summary are read by everybody, somebody's number by nobody", async () => {
  const summaries = {
    "Rooms 1203 1204 1205 no hot water": "Rooms 1203 1204 1205 no hot water",
    "入住 2026.12.01-2026.12.05": "入住 2026.12.01-2026.12.05",
    "身份证 110101 19900307 1234": "身份证 ***",
    "回电 138–0013–8000": "回电 ***",
    "9123 4567": "9123 4567",
  };
  for (const [given, summary] of Object.entries(summaries))
    expect((await requestOf({ summary: given, place: given })).data).toMatchObject({
      summary,
      place: summary,
    });
  const inHongKong = await requestOf({ propertyId: "prp_kowloon", summary: "9123 4567" });
  expect(inHongKong.data).toMatchObject({ summary: "***" });
});

test("the customer's name is masked where all can read it: the one just told, and the one known from before", async () => {
  const contact = { text: "13700000011" };
  const told = await requestOf({ contact, displayName: "尉迟晓月", summary: "尉迟晓月没有热水" });
  expect(told.data).toMatchObject({ summary: "***没有热水" });
  const { profileId } = told.taken.profile;
  await service.publish(
    profileState.of({
      profileId,
      propertyIds: ["prp_lakeside"],
      tier: "C",
      language: "zh-CN",
      displayName: told.data.displayName as string,
      contact: null,
      updatedAt: new Date().toISOString(),
    }),
  );
  await eventually(async () => {
    const later = await requestOf({ contact, place: "1203 尉迟晓月", summary: "尉迟晓月又来电" });
    expect(later.data).toMatchObject({ place: "1203 ***", summary: "***又来电" });
  });
});

test("another system's id that is somebody's number is refused: it is searched, and could not be masked", async () => {
  const channelMessageId = { system: "wecom", id: "13800138000" };
  const { status, body } = await post({ channel: "wecom", channelMessageId });
  expect([status, body.type]).toEqual([422, "urn:shouwen:problem:request.external_id_personal"]);
  expect(JSON.stringify(body)).not.toContain("13800138000");

  const raw = "external_id,channel,kind\n4711,phone,repair\nli@example.com,phone,repair";
  const sent = await service.call("/v1/imports?mapping=shouwen&propertyId=prp_lakeside&id=imp_named", {
    as: admin,
    raw,
    headers: { "content-type": "text/csv" },
  });
  expect(sent.body).toMatchObject({ accepted: 1, rejected: 1 });
  const { body: errors } = await service.call("/v1/imports/imp_named/errors", { as: admin });
  expect(errors.items).toMatchObject([{ line: 3, field: "externalId" }]);
});
