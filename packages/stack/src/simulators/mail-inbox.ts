import Fastify from "fastify";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { answerThisMachineOnly } from "../machine/this-machine-only.ts";
import type { Mail } from "./mail.ts";
import { mailListPage, mailPage } from "./mail-pages.ts";

/** A running inbox: `smtpUrl` for whoever sends, `url` for whoever reads. */
export type MailInbox = { url: string; smtpUrl: string; close: () => Promise<void> };

const KEPT_MAILS = 200_000;
const KEPT_WHOLE = 2_000;
const LARGEST_BYTES = 5_000_000;

const headersOf = ({ headerLines }: ParsedMail): Record<string, string> =>
  Object.fromEntries(headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(":") + 1).trim()]));

const mailOf = (id: string, parsed: ParsedMail, to: string[]): Mail => ({
  id,
  from: parsed.from?.text ?? "",
  to,
  subject: parsed.subject ?? "",
  messageId: parsed.messageId ?? null,
  receivedAt: new Date().toISOString(),
  text: parsed.text ?? "",
  html: parsed.html || null,
  headers: headersOf(parsed),
});

const listenSmtp = (server: SMTPServer, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });

const createSmtp = (keep: (parsed: ParsedMail, to: string[]) => void): SMTPServer =>
  new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    size: LARGEST_BYTES,
    onData: (stream, session, done) => {
      simpleParser(stream).then((parsed) => {
        keep(
          parsed,
          session.envelope.rcptTo.map(({ address }) => address),
        );
        done();
      }, done);
    },
  });

const createReader = (mails: Map<string, Mail>) => {
  const app = Fastify({ forceCloseConnections: true });
  answerThisMachineOnly(app);
  const newestFirst = (to?: string): Mail[] =>
    [...mails.values()].reverse().filter((mail) => !to || mail.to.includes(to));
  app.get("/", (_, reply) =>
    reply.type("text/html; charset=utf-8").send(mailListPage(newestFirst().slice(0, 200))),
  );
  app.get<{ Params: { id: string } }>("/view/:id", ({ params }, reply) => {
    const mail = mails.get(params.id);
    return reply
      .code(mail ? 200 : 404)
      .type("text/html; charset=utf-8")
      .send(mailPage(mail));
  });
  app.get<{ Querystring: { to?: string; limit?: string } }>("/mails", ({ query }) =>
    newestFirst(query.to)
      .slice(0, Number(query.limit ?? 200))
      .map(({ html: _html, headers: _headers, ...mail }) => mail),
  );
  app.get<{ Params: { id: string } }>("/mails/:id", ({ params }, reply) =>
    reply.code(mails.has(params.id) ? 200 : 404).send(mails.get(params.id) ?? { error: "No such mail" }),
  );
  app.delete("/mails", (_, reply) => {
    mails.clear();
    return reply.code(204).send();
  });
  return app;
};

const shorten = (mails: Map<string, Mail>, id: string): void => {
  const mail = mails.get(id);
  if (mail) mails.set(id, { ...mail, text: "", html: null, headers: {} });
};

/**
 * Takes every mail for anybody and sends none on. The last 2,000 are kept whole; of the 200,000 before them only who
 * sent what to whom, so that a long run can be counted at its end. Gone when the process ends.
 */
export const startMailInbox = async (ports: { http: number; smtp: number }): Promise<MailInbox> => {
  const mails = new Map<string, Mail>();
  let serial = 0;
  const smtp = createSmtp((parsed, to) => {
    serial += 1;
    mails.set(String(serial), mailOf(String(serial), parsed, to));
    shorten(mails, String(serial - KEPT_WHOLE));
    mails.delete(String(serial - KEPT_MAILS));
  });
  await listenSmtp(smtp, ports.smtp);
  const app = createReader(mails);
  const url = await app.listen({ port: ports.http, host: "127.0.0.1" });
  const close = async () => {
    await app.close();
    await new Promise<void>((resolve) => smtp.close(resolve));
  };
  return { url, smtpUrl: `smtp://127.0.0.1:${ports.smtp}`, close };
};
