import type { PageModule } from '../../supervise/app/context.js';
import { exportPages } from '../../supervise/exports/export-pages.js';
import { supervisorPages } from '../../supervise/pages/pages.js';

/** What `ringform supervise` serves beside login and administration, which are the server's own. */
export const pageModules: readonly PageModule[] = [supervisorPages, exportPages];
