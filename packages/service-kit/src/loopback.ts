const loopback = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;

/** Whether a host name or address is this machine itself, whatever network it stands in. */
export const isLoopback = (host: string): boolean => loopback.test(host);

/** The same for a `host:port`, as brokers and `Host` headers are written. */
export const isLoopbackAddress = (address: string): boolean =>
  isLoopback(address.trim().replace(/:\d+$/, ""));
