import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { ephemeralPort } from "@shouwen/stack/machine/ports";
import { afterEach, describe, expect, test } from "vitest";
import { createEmailProvider } from "../src/providers/email.ts";
import type { Outgoing } from "../src/providers/provider.ts";
import { createSmsProvider } from "../src/providers/sms.ts";

const running: Server[] = [];

const listen = async (server: Server): Promise<number> => {
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
};

afterEach(() => {
  for (const server of running.splice(0)) server.close();
});

const message: Outgoing = {
  messageId: "msg_one",
  to: "+8613900000000",
  from: "湖滨酒店",
  subject: "关于您的诉求",
  text: "您好\n.\n再见",
};

describe("handing an SMS over", () => {
  const send = async (answer: RequestListener) => {
    const port = await listen(createHttpServer(answer));
    const url = `http://127.0.0.1:${port}/gateway`;
    return createSmsProvider({ url, timeoutMs: 300, callbackUrlOf: (id) => `http://localhost/${id}` }).send(
      message,
    );
  };

  test("the provider is told the message's id and where to send its receipt", async () => {
    let heard = "";
    const answer = await send((request, response) => {
      request.on("data", (part) => {
        heard += `${request.url} ${part}`;
      });
      request.on("end", () => response.writeHead(202).end('{"providerId":"sms-1"}'));
    });
    expect(answer).toEqual({ kind: "taken", providerRef: "sms-1" });
    expect(heard).toContain('/gateway/messages {"clientRef":"msg_one","to":"+8613900000000"');
    expect(heard).toContain('"callbackUrl":"http://localhost/msg_one"');
  });

  test("taken is taken, even when the answer cannot be read", async () => {
    expect(await send((_, response) => response.writeHead(202).end("thanks"))).toEqual({
      kind: "taken",
      providerRef: null,
    });
  });

  test.each([
    [500, "not_taken"],
    [503, "not_taken"],
    [429, "not_taken"],
    [502, "unknown"],
    [504, "unknown"],
    [400, "refused"],
    [403, "refused"],
    [302, "unknown"],
  ] as const)("%i means %s", async (...[status, kind]) => {
    expect(await send((_, response) => response.writeHead(status).end())).toMatchObject({ kind });
  });

  test("nobody listens: certainly not taken", async () => {
    const url = `http://127.0.0.1:${await ephemeralPort()}`;
    const provider = createSmsProvider({ url, timeoutMs: 300, callbackUrlOf: (id) => id });
    expect(await provider.send(message)).toEqual({ kind: "not_taken", reason: "ECONNREFUSED" });
  });

  test("no answer in time, or a connection that breaks: nobody knows", async () => {
    expect(await send(() => undefined)).toEqual({ kind: "unknown" });
    expect(await send((request) => request.socket.destroy())).toEqual({ kind: "unknown" });
  });
});

type Script = (line: string, socket: Socket) => string | undefined;

/** A mail server that says what its script says. It hears lines; after DATA one line per line of the mail. */
const mailServer = async (script: Script, greeting = "220 ready"): Promise<string> => {
  const port = await listen(
    createServer((socket) => {
      socket.on("error", () => undefined);
      socket.write(`${greeting}\r\n`);
      let rest = "";
      socket.on("data", (part) => {
        const lines = (rest + part.toString()).split("\r\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          const answer = script(line, socket);
          if (answer !== undefined) socket.write(`${answer}\r\n`);
        }
      });
    }),
  );
  return `smtp://127.0.0.1:${port}`;
};

type Step = string | ((socket: Socket) => string | undefined);

const usual: Readonly<Record<string, Step>> = { DATA: "354 go on", QUIT: "221 bye" };

/** A server that takes everything, but for what is said otherwise. */
const taking = (otherwise: Readonly<Record<string, Step>> = {}): Script => {
  let inMail = false;
  return (line, socket) => {
    if (inMail && line !== ".") return undefined;
    const verb = inMail ? "." : (line.split(/[ :]/)[0] ?? "");
    const step = otherwise[verb] ?? usual[verb] ?? "250 fine";
    inMail = step === usual.DATA;
    return typeof step === "function" ? step(socket) : step;
  };
};

describe("handing an e-mail over", () => {
  const send = (url: string) =>
    createEmailProvider({ url, from: "service@example.com", timeoutMs: 300 }).send({
      ...message,
      to: "li@example.com",
    });

  test("taken, under the message's id", async () => {
    expect(await send(await mailServer(taking()))).toEqual({
      kind: "taken",
      providerRef: "<msg_one@example.com>",
    });
  });

  test("a no about this mail is for good, a no for now is for now", async () => {
    expect(await send(await mailServer(taking({ RCPT: "550 nobody here" })))).toEqual({
      kind: "refused",
      reason: "smtp_550",
    });
    expect(await send(await mailServer(taking({ RCPT: "450 busy" })))).toEqual({
      kind: "not_taken",
      reason: "smtp_450",
    });
    expect(await send(await mailServer(taking({ ".": "554 spam" })))).toEqual({
      kind: "refused",
      reason: "smtp_554",
    });
    expect(await send(await mailServer(taking({ ".": "451 later" })))).toEqual({
      kind: "not_taken",
      reason: "smtp_451",
    });
  });

  test("a password is never sent in clear: a server without STARTTLS gets no mail and no password", async () => {
    const heard: string[] = [];
    const server = taking();
    const withoutTls = await mailServer((line, socket) => {
      heard.push(line);
      return line.startsWith("EHLO") ? "250-fine\r\n250 AUTH PLAIN LOGIN" : server(line, socket);
    });
    const url = withoutTls.replace("smtp://", "smtp://maya:secret-word@");
    expect(await send(url)).toMatchObject({ kind: "not_taken" });
    expect(heard.filter((line) => /^AUTH|^MAIL|secret-word/i.test(line))).toEqual([]);
  });

  test("a server that is out of order, or not there, has not taken it", async () => {
    expect(await send(await mailServer(taking(), "554 closed"))).toMatchObject({ kind: "not_taken" });
    expect(await send(`smtp://127.0.0.1:${await ephemeralPort()}`)).toMatchObject({ kind: "not_taken" });
    const hangUp = (socket: Socket) => {
      socket.destroy();
      return undefined;
    };
    expect(await send(await mailServer(taking({ MAIL: hangUp })))).toMatchObject({ kind: "not_taken" });
    expect(await send(await mailServer(taking({ RCPT: () => undefined })))).toMatchObject({
      kind: "not_taken",
    });
  });

  test("a connection that breaks after the mail was handed over: nobody knows", async () => {
    const hangUp = (socket: Socket) => {
      socket.destroy();
      return undefined;
    };
    expect(await send(await mailServer(taking({ ".": hangUp })))).toEqual({ kind: "unknown" });
    expect(await send(await mailServer(taking({ ".": () => undefined })))).toEqual({ kind: "unknown" });
  });
});
