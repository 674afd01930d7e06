import type { PageModule } from '../../supervise/app/context.js';

/** All pages that `ringform supervise` serves; login and its forms are the server's own. */
export const pageModules: readonly PageModule[] = [];
