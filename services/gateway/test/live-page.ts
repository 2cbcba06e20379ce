/** What a live page hears. */
export type LivePage = {
  /** Everything that was sent under a name, in order. */
  heard<Data>(event: string): Data[];
  /** Whether the stream was ended from the other side. */
  ended(): boolean;
  close(): void;
};

/** Opens the stream of a live page, as `EventSource` does. */
export const openLivePage = async (url: string, authorization: string): Promise<LivePage> => {
  const leaving = new AbortController();
  const answer = await fetch(url, { headers: { authorization }, signal: leaving.signal });
  if (!answer.ok || !answer.body) throw new Error(`The stream answered ${answer.status}`);
  const received: { event: string; data: unknown }[] = [];
  let isOver = false;
  const read = async (body: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      received.push(...blocks.flatMap((block) => messageIn(block) ?? []));
    }
  };
  const over = () => {
    isOver = true;
  };
  void read(answer.body).then(over, over);
  return {
    heard: <Data>(event: string) =>
      received.filter((one) => one.event === event).map(({ data }) => data as Data),
    ended: () => isOver,
    close: () => leaving.abort(),
  };
};

const messageIn = (block: string): { event: string; data: unknown } | undefined => {
  const event = /^event: (.*)$/m.exec(block)?.[1];
  const data = /^data: (.*)$/m.exec(block)?.[1];
  return event !== undefined && data !== undefined ? { event, data: JSON.parse(data) } : undefined;
};
