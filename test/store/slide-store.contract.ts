import type { SlideStore } from '../../src/store/slide-store.js';
import { deviceStateContract } from './contract/device-state.js';
import { fieldsContract } from './contract/fields.js';
import { filesContract } from './contract/files.js';
import { outboxLeavesContract } from './contract/outbox-leaves.js';
import { outboxPutsContract } from './contract/outbox-puts.js';
import { outboxSealsContract } from './contract/outbox-seals.js';
import { resultsContract } from './contract/results.js';
import { reviewsContract } from './contract/reviews.js';
import { slidesContract } from './contract/slides.js';
import { storesOf } from './contract/stores.js';

/** What every SlideStore keeps. `open` gives an empty store of its own. */
export function slideStoreContract(name: string, open: () => Promise<SlideStore>): void {
  const stores = storesOf(name, open);
  slidesContract(stores);
  fieldsContract(stores);
  resultsContract(stores);
  reviewsContract(stores);
  deviceStateContract(stores);
  filesContract(stores);
  outboxPutsContract(stores);
  outboxSealsContract(stores);
  outboxLeavesContract(stores);
}
