/** What a browser does: keeps cookies, says where its pages come from, follows nothing by itself. */
export type Browser = {
  get(url: string, headers?: Record<string, string>): Promise<Response>;
  /** Sends a form, as a page of that origin would. */
  submit(url: string, fields: Record<string, string>, origin?: string): Promise<Response>;
  cookies(): ReadonlyMap<string, string>;
};

const expired = /max-age=0(;|$)/i;

const keep = (jar: Map<string, string>, line: string): void => {
  const [name = "", value = ""] = line.split(";", 1)[0]?.split("=") ?? [];
  if (expired.test(line) || value === "") jar.delete(name);
  else jar.set(name, value);
};

export const openBrowser = (): Browser => {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (url: string) => {
    const { host } = new URL(url);
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    return jar;
  };
  const send = async (url: string, options: RequestInit): Promise<Response> => {
    const jar = jarOf(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...(options.headers as Record<string, string>), ...(cookie ? { cookie } : {}) };
    const answer = await fetch(url, { ...options, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) keep(jar, line);
    return answer;
  };
  return {
    get: (url, headers = {}) => send(url, { headers: { accept: "text/html", ...headers } }),
    submit: (url, fields, origin = new URL(url).origin) =>
      send(url, {
        method: "POST",
        headers: { origin, "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(fields),
      }),
    cookies: () => new Map([...jars.values()].flatMap((jar) => [...jar])),
  };
};

/** Where an answer leads. */
export const locationOf = (answer: Response, from: string): string =>
  new URL(answer.headers.get("location") ?? "", from).href;
