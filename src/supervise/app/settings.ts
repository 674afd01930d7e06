/** What an operator can set about the pages. */
export interface PageSettings {
  /** Named in the page's head, e.g. the district. */
  readonly title: string;
  /** IANA name of the zone in which times are shown, or UTC. */
  readonly timeZone: string;
  /** A device that was not heard of for longer is late, ms. */
  readonly lateAfterMs: number;
  /** Without a request for so long a login ends, ms. */
  readonly sessionIdleMs: number;
  /** A login ends after so long whatever happens, ms. */
  readonly sessionMaxMs: number;
  /**
   * Addresses or networks of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, comma-separated;
   * undefined believes none.
   */
  readonly trustedProxies?: string;
  /** Requests of one address in a minute, all pages and pictures together; a whole office may have one address. */
  readonly requestsPerMinute: number;
  /** Logins tried from one address, and on one name, in 15 minutes. */
  readonly loginsPerAddress: number;
  readonly loginsPerName: number;
}

const hour = 3_600_000;

/** A day of work between two logins, half a day idle; OWASP's Session Management Cheat Sheet asks for both limits. */
export const defaultPageSettings: PageSettings = {
  title: '',
  timeZone: 'UTC',
  lateAfterMs: 48 * hour,
  sessionIdleMs: 2 * hour,
  sessionMaxMs: 12 * hour,
  requestsPerMinute: 3000,
  loginsPerAddress: 30,
  loginsPerName: 10,
};
