import type { FastifyReply } from "fastify";

/** An answer that goes on: server-sent events to one page. */
export type EventStream = {
  send(event: string, data: unknown): void;
  /** Ends it from our side; the page comes back by itself. */
  end(): void;
};

const beatMs = 15_000;
const comeBackAfterMs = 2_000;
const mostUnreadBytes = 1_000_000;

/**
 * Begins a stream of server-sent events. `onEnd` is called once, whoever ends it. A page that does not read what it is
 * sent is let go: it can come back and ask for the present.
 */
export const beginEventStream = (reply: FastifyReply, onEnd: () => void): EventStream => {
  const { raw } = reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  raw.write(`retry: ${comeBackAfterMs}\n\n`);
  const beat = setInterval(() => raw.write(": beat\n\n"), beatMs);
  const over = () => {
    clearInterval(beat);
    onEnd();
  };
  raw.once("close", over);
  raw.on("error", () => raw.destroy());
  return {
    send: (event, data) => {
      if (raw.writableLength > mostUnreadBytes) raw.destroy();
      else if (!raw.writableEnded) raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    end: () => raw.end(),
  };
};
