import { Readable } from "node:stream";
import MailComposer from "nodemailer/lib/mail-composer";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Answer } from "../domain/send-message.ts";
import type { Outgoing, Provider } from "./provider.ts";

type Server = {
  readonly connection: { host: string; port: number; secure: boolean };
  readonly credentials: { user: string; pass: string } | undefined;
};

type SmtpError = { readonly code?: string; readonly responseCode?: number; readonly command?: string };

/**
 * Hands e-mail to an SMTP server. The message's id is the mail's, so that bounces and replies can name it. The
 * connection is driven by hand and not by nodemailer's transport, which does not tell whether the text was handed over
 * when a connection broke: before it, the message is certainly not out, after it nobody knows.
 */
export const createEmailProvider = (options: { url: string; from: string; timeoutMs: number }): Provider => {
  const server = readServer(new URL(options.url));
  const domain = options.from.slice(options.from.lastIndexOf("@") + 1);
  return {
    name: "smtp",
    send: async (message) => {
      const providerRef = `<${message.messageId}@${domain}>`;
      const mail = await compose(message, { from: options.from, messageId: providerRef }).catch(
        () => undefined,
      );
      if (!mail) return { kind: "refused", reason: "cannot_be_written" };
      return deliver(server, {
        mail,
        from: options.from,
        to: message.to,
        providerRef,
        timeoutMs: options.timeoutMs,
      });
    },
  };
};

const ports = { smtp: 587, smtps: 465 };

const readServer = (url: URL): Server => {
  const secure = url.protocol === "smtps:";
  const port = url.port === "" ? ports[secure ? "smtps" : "smtp"] : Number(url.port);
  const [user, pass] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  return {
    connection: { host: url.hostname, port, secure },
    credentials: user === "" ? undefined : { user, pass },
  };
};

const compose = (message: Outgoing, about: { from: string; messageId: string }): Promise<Buffer> =>
  new MailComposer({
    from: { name: message.from, address: about.from },
    // Given as an address, not as a text to be parsed: a comma in it must not make it two.
    to: { name: "", address: message.to },
    subject: message.subject ?? "",
    text: message.text,
    messageId: about.messageId,
    headers: { "Auto-Submitted": "auto-generated", "List-Unsubscribe": `<mailto:${about.from}?subject=TD>` },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();

type Delivery = {
  readonly mail: Buffer;
  readonly from: string;
  readonly to: string;
  readonly providerRef: string;
  readonly timeoutMs: number;
};

const deliver = (server: Server, { mail, from, to, providerRef, timeoutMs }: Delivery): Promise<Answer> =>
  new Promise((resolve) => {
    const connection = new SMTPConnection({
      ...server.connection,
      // A password never goes over a connection that anybody on the way can read (RFC 8314): without STARTTLS, no mail.
      requireTLS: server.credentials !== undefined,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
    });
    let handedOver = false;
    const end = (answer: Answer) => {
      resolve(answer);
      connection.close();
    };
    const fail = (error: unknown) => end(meaningOf(error as SmtpError, handedOver));
    // Read only once the server has asked for it.
    const body = Readable.from(
      (function* () {
        handedOver = true;
        yield mail;
      })(),
    );
    const send = (error?: unknown) => {
      if (error) return fail(error);
      connection.send({ from, to: [to] }, body, (failure: unknown) =>
        failure ? fail(failure) : end({ kind: "taken", providerRef }),
      );
    };
    connection.on("error", fail);
    connection.connect((error?: unknown) => {
      if (error) return fail(error);
      return server.credentials ? connection.login(server.credentials, send) : send();
    });
  });

const aboutThisMail = new Set(["MAIL FROM", "RCPT TO", "DATA"]);

/** A server's no is a no: about this mail for good when it says 5xx, otherwise for now. */
const meaningOf = (
  { code = "failed", responseCode, command = "" }: SmtpError,
  handedOver: boolean,
): Answer => {
  if (responseCode === undefined)
    return handedOver ? { kind: "unknown" } : { kind: "not_taken", reason: code };
  const reason = `smtp_${responseCode}`;
  return responseCode >= 500 && aboutThisMail.has(command)
    ? { kind: "refused", reason }
    : { kind: "not_taken", reason };
};
