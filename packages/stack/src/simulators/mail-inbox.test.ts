import { createTransport } from "nodemailer";
import { beforeEach, expect, test } from "vitest";
import { ephemeralPort } from "../machine/ports.ts";
import type { Mail } from "./mail.ts";
import { type MailInbox, startMailInbox } from "./mail-inbox.ts";

let inbox: MailInbox;
beforeEach(async () => {
  inbox = await startMailInbox({ http: await ephemeralPort(), smtp: await ephemeralPort() });
  return inbox.close;
});

const send = (subject: string, html?: string) =>
  createTransport(inbox.smtpUrl).sendMail({
    from: "首问 <care@hotel.example>",
    to: "guest@example.com",
    subject,
    text: "您的报修已受理。",
    headers: { "X-Shouwen-Message": "msg_1" },
    ...(html ? { html } : {}),
  });

const read = async (path: string): Promise<Response> => fetch(inbox.url + path);

test("a mail that was sent can be read with its text and headers", async () => {
  await send("您的工单");
  const mails = (await (await read("/mails?to=guest@example.com")).json()) as Mail[];
  expect(mails).toMatchObject([{ subject: "您的工单", to: ["guest@example.com"], text: "您的报修已受理。" }]);
  const mail = (await (await read(`/mails/${mails[0]?.id}`)).json()) as Mail;
  expect(mail.headers["x-shouwen-message"]).toBe("msg_1");
});

test("the newest mail comes first", async () => {
  await send("first");
  await send("second");
  const mails = (await (await read("/mails")).json()) as Mail[];
  expect(mails.map(({ subject }) => subject)).toEqual(["second", "first"]);
});

test("what a stranger writes into a mail is never run by the page that shows it", async () => {
  await send("<script>alert(1)</script>", "<p onclick='x'>hello</p>");
  const [list, page] = await Promise.all([read("/"), read("/view/1")]);
  expect(await list.text()).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(await page.text()).toContain('<iframe sandbox srcdoc="&lt;p onclick=&#39;x&#39;&gt;');
});

test("a mail that is not there is a 404", async () => {
  expect((await read("/mails/99")).status).toBe(404);
  expect((await read("/view/99")).status).toBe(404);
});
