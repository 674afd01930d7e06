import { userInfo } from 'node:os';

/** Who acts, for the audit log: the system's user at the command line. */
export function actor(): string {
  try {
    return `${userInfo().username} (command line)`;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'} (command line)`; // without an entry in the system's list of users
  }
}

/** A moment for a table: `2026-03-01 14:05` UTC. */
export function shownTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
