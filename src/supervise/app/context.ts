import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Registry } from '../../registry/registry.js';
import type { Role, User } from '../../registry/user-book.js';
import type { Log } from '../../service/log.js';
import type { Assets } from '../assets/assets.js';
import type { Html } from '../layout/html.js';
import type { PageSettings } from './settings.js';
import type { Visit } from './visit.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The least role that may ask; `viewer` where nothing is said, so that no page is open by mistake. */
    readonly role?: Role;
    /** For everybody, without login. */
    readonly open?: boolean;
    /** Asked for by a script, not by a person: does not keep an unattended session alive. */
    readonly background?: boolean;
  }
  interface FastifyRequest {
    readonly visit: Visit;
  }
}

/** One page, without its frame. */
export interface PageContent {
  readonly title: string;
  readonly body: Html;
  /** Addresses of scripts from `assets`, loaded deferred, only on this page. */
  readonly scripts?: readonly string[];
  /** Addresses of style sheets from `assets`, after the common one. */
  readonly styles?: readonly string[];
  readonly status?: number;
  /** Leave out the large title (the page has its own `<h1>`). */
  readonly ownHeading?: boolean;
}

/** What keeps news from coming in, and since when, ms since 1970. */
export interface IntakeTrouble {
  readonly what: 'no-broker';
  readonly sinceMs: number;
}

/** What pages are made with. */
export interface PageContext {
  readonly registry: Registry;
  /** ms since 1970. */
  readonly now: () => number;
  readonly log: Log;
  readonly settings: PageSettings;
  /** Files for the browser; add them while registering. */
  readonly assets: Assets;
  /** Answers with a page in its frame. */
  readonly send: (request: FastifyRequest, reply: FastifyReply, content: PageContent) => FastifyReply;
  /** Who asks, on a route that asks for a role. */
  readonly user: (request: FastifyRequest) => User;
  /**
   * Whether who asked may still see what they see: logged in, not disabled, in the same role. For an answer that goes on after its
   * request. Rejects with StorageError.
   */
  readonly stillHere: (request: FastifyRequest) => Promise<boolean>;
  /** Writes into the audit log: who asks did this. What the registry's own methods log is not said twice. */
  readonly note: (
    request: FastifyRequest,
    what: string,
    on: string,
    detail?: Readonly<Record<string, unknown>>,
  ) => Promise<void>;
}

/**
 * One or several pages: puts its routes on the server. Every route needs a login (`config: { role }` for more than a viewer);
 * every form is checked for its token before the handler sees it; every answer is compressed and never cached.
 */
export type PageModule = (app: FastifyInstance, context: PageContext) => void;
