import { createReadStream, statSync } from "node:fs";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { Answer } from "../platform/http-client.ts";

/** A file on its way to the platform. */
export type Sending = {
  readonly url: string;
  readonly token: string;
  readonly file: string;
  readonly contentType: string;
  /** Told how many bytes have gone, as they go. */
  readonly onSent?: (bytes: number) => void;
};

/**
 * Sends a file as it is read, as fast as it is taken, and waits for the answer however long that takes (`fetch` gives
 * up after five minutes). Rejects when the connection breaks before there is an answer.
 */
export const sendFile = ({ url, token, file, contentType, onSent }: Sending): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": contentType,
        "content-length": statSync(file).size,
      },
    });
    let answered = false;
    outgoing.once("response", (incoming) => {
      answered = true;
      text(incoming).then(
        (body) => resolve({ status: incoming.statusCode ?? 0, body: parsed(body) }),
        reject,
      );
    });
    // A file that is refused is answered before all of it was sent: then the answer counts, not the broken pipe.
    pipeline(createReadStream(file), counted(onSent), outgoing).catch((error: unknown) => {
      if (!answered) reject(error);
    });
  });

const counted = (onSent: Sending["onSent"]) =>
  async function* (parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let sent = 0;
    for await (const part of parts) {
      sent += part.length;
      onSent?.(sent);
      yield part;
    }
  };

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
};
