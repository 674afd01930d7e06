import type { HealthBody } from '../../src/record/health-body.js';

/** A device that is well, has nothing waiting and has finished one slide. */
export function healthBodyOf(more: Partial<HealthBody> = {}): HealthBody {
  return {
    name: 'Bench 1',
    doing: 'ready',
    clock: { trust: 'network', anchors: [] },
    outbox: {
      waiting: { results: 0, health: 0, thumbnails: 0 },
      refused: 0,
      dropped: [],
      droppedUnsealed: 0,
    },
    faults: [],
    slides: { finished: 1 },
    ...more,
  };
}
